//! A table of deliberate differences from an official SDK, and how every case goes through it.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::Value;
use wxctx::{Field, Rejection};

/// One row: what it is called in `docs/differences.md`, why we differ, and what it makes of the official answer to a case.
pub(crate) struct Difference<C> {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) apply: fn(&C, &mut Expected),
}

/// What we have to answer: the official answer, changed by one row after the other.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Expected {
    pub(crate) answer: Value,
    refusals: Vec<Rejection>,
}

impl Expected {
    pub(crate) fn new(answer: Value) -> Self {
        Self { answer, refusals: Vec::new() }
    }

    /// The first reason for which a field, or all of it, is refused, stays.
    pub(crate) fn refuse(&mut self, rejection: Rejection) {
        if !self.refusals.iter().any(|earlier| earlier.field() == rejection.field()) {
            self.refusals.push(rejection);
        }
    }

    /// The fields are read in their order, once the carrier can be read.
    pub(crate) fn outcome(self) -> Result<Value, Rejection> {
        let place = |rejection: &Rejection| rejection.field().map(|field| Field::ALL.iter().position(|other| *other == field));
        match self.refusals.into_iter().min_by_key(place) {
            Some(rejection) => Err(rejection),
            None => Ok(self.answer),
        }
    }

    fn is_decided(&self) -> bool {
        self.refusals.iter().any(|rejection| rejection.field().is_none())
    }
}

/// Goes through cases, counts which row explains how many, and collects what no row explains.
pub(crate) struct Tally<C: 'static> {
    table: &'static [Difference<C>],
    explained: Vec<usize>,
    cases: usize,
    failures: Vec<String>,
}

impl<C> Tally<C> {
    pub(crate) fn of(table: &'static [Difference<C>]) -> Self {
        Self { table, explained: vec![0; table.len()], cases: 0, failures: Vec::new() }
    }

    /// `read` makes what we answer of the official answer, once the rows have changed it.
    pub(crate) fn check(
        &mut self,
        name: &str,
        case: &C,
        mut expected: Expected,
        read: impl FnOnce(Expected) -> Result<Value, Rejection>,
        ours: &Result<Value, Rejection>,
    ) {
        self.cases += 1;
        let official = expected.answer.clone();
        let mut rows = Vec::new();
        for (row, explained) in self.table.iter().zip(&mut self.explained) {
            let before = expected.clone();
            if !before.is_decided() {
                (row.apply)(case, &mut expected);
            }
            if before != expected {
                *explained += 1;
                rows.push(row.name);
            }
        }
        let expected = read(expected);
        if expected != *ours {
            let failure = format!("{name}\n  official {official}\n  {rows:?}\n  expected {expected:?}\n  ours     {ours:?}");
            self.failures.push(failure);
        }
    }

    /// # Panics
    /// When a case is unexplained, when there are fewer cases than `least`, and when a row explains none.
    pub(crate) fn finish(self, least: usize) {
        let rows = self.table.iter().zip(self.explained);
        let idle = rows.filter(|(_, explained)| *explained == 0);
        let idle: Vec<_> = idle.map(|(row, _)| format!("no case needs `{}` ({})", row.name, row.reason)).collect();
        let (unexplained, all) = (self.failures.len(), self.cases);
        let shown: Vec<_> = self.failures.into_iter().take(10).chain(idle).collect();
        assert!(shown.is_empty(), "{unexplained} of {all} cases are unexplained\n{}", shown.join("\n"));
        assert!(all >= least, "only {all} cases");
    }
}

/// Whether a field may have this text, as the documentation of its type says it.
pub(crate) fn is_valid(field: Field, text: &str) -> bool {
    let is_made_of = |limit, others: &str| {
        let mut characters = text.chars();
        (1..=limit).contains(&text.len()) && characters.all(|one| one.is_ascii_alphanumeric() || others.contains(one))
    };
    match field {
        Field::ClientIp => text.parse::<IpAddr>().is_ok(),
        Field::ClientIpv6 => text.parse::<Ipv6Addr>().is_ok(),
        Field::Source => text.len() <= 512 && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte)),
        Field::AccessToken => text.len() <= 4096 && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte)),
        Field::OpenDataInfo => text.len() <= 4096 && !text.chars().any(char::is_control),
        Field::CallId => is_made_of(128, "_-."),
        _ => is_made_of(128, "_-"),
    }
}
