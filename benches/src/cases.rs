//! The cases, a file a subject; each has the hand-written code beside ours.

#[cfg(feature = "frameworks")]
mod actix_web;
mod by_hand;
mod carrier;
mod extract;
mod layer;
#[cfg(feature = "frameworks")]
mod poem;
mod refusal;
#[cfg(feature = "frameworks")]
mod salvo;
mod trust;

use std::future::Future;
use std::task::{Context, Poll, Waker};

use crate::case::Measure;

/// Every case, through `measure`.
pub fn all(measure: &mut impl Measure) {
    extract::cases(measure);
    trust::cases(measure);
    layer::cases(measure);
    refusal::cases(measure);
    carrier::cases(measure);
    #[cfg(feature = "frameworks")]
    {
        actix_web::cases(measure);
        poem::cases(measure);
        salvo::cases(measure);
    }
}

/// The value of a future that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("an extractor that waits"),
    }
}
