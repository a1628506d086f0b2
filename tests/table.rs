//! The macros know the fields and sources by tables of their own, since they cannot see the core's: both say the same.
#![cfg(feature = "macros")]
#![allow(dead_code, unreachable_pub)]

#[path = "../wxctx-macros/src/field.rs"]
mod field;
#[path = "../wxctx-macros/src/near.rs"]
mod near;
#[path = "../wxctx-macros/src/source.rs"]
mod source;

use std::any::type_name;

use wxctx::{FromField, field as marker};

#[test]
fn the_fields_are_the_same() {
    let core: Vec<&str> = wxctx::Field::ALL.iter().map(|field| field.name()).collect();
    let macros: Vec<&str> = field::FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(macros, core);
}

#[test]
fn the_sources_are_the_same() {
    let documented: Vec<&str> = wxctx::Source::DOCUMENTED.iter().map(wxctx::Source::as_str).collect();
    let hops: Vec<&str> = wxctx::Source::HOPS.iter().map(wxctx::Source::as_str).collect();
    assert_eq!(source::DOCUMENTED.as_slice(), documented);
    assert_eq!(source::HOPS.as_slice(), hops);
}

/// The type that the macros believe to hold a field does so, as the compiler sees it.
#[test]
fn the_types_are_the_same() {
    macro_rules! holds {
        ($($name:ident: $ty:ty),* $(,)?) => {$(
            fn $name<T: FromField<marker::$name>>() -> &'static str {
                type_name::<T>()
            }
            let name = $name::<$ty>();
            let kind = field::find(stringify!($name)).unwrap().kind;
            assert!(name.ends_with(&format!("::{}", kind.type_name())), "{name} {kind:?}");
        )*};
    }
    holds! {
        openid: wxctx::OpenId,
        appid: wxctx::AppId,
        unionid: wxctx::UnionId,
        from_openid: wxctx::OpenId,
        from_appid: wxctx::AppId,
        from_unionid: wxctx::UnionId,
        env: wxctx::EnvId,
        source: wxctx::SourceChain,
        client_ip: std::net::IpAddr,
        client_ipv6: std::net::Ipv6Addr,
        open_data_info: wxctx::OpenDataInfo,
        call_id: wxctx::CallId,
        access_token: wxctx::AccessToken,
        from_access_token: wxctx::AccessToken,
    }
}
