use serde_json::{Map, Value};
use wxctx::{AccessToken, Caller, Field, FromWxContext as _, Incoming, Proof, Rejection, Trust, WxContext, WxContextBuilder};

use super::value::{fits, masked};

/// Fields and their texts, in the order of the table; secrets too.
pub(crate) type Texts = Vec<(Field, String)>;

pub(crate) fn texts(context: &WxContext) -> Texts {
    let text = |field| {
        Some(match field {
            Field::OpenId => context.openid()?.as_str().to_owned(),
            Field::AppId => context.appid()?.as_str().to_owned(),
            Field::UnionId => context.unionid()?.as_str().to_owned(),
            Field::FromOpenId => context.from_openid()?.as_str().to_owned(),
            Field::FromAppId => context.from_appid()?.as_str().to_owned(),
            Field::FromUnionId => context.from_unionid()?.as_str().to_owned(),
            Field::Env => context.env()?.as_str().to_owned(),
            Field::Source => context.source()?.as_str().to_owned(),
            Field::ClientIp => context.client_ip()?.to_string(),
            Field::ClientIpv6 => context.client_ipv6()?.to_string(),
            Field::OpenDataInfo => context.open_data_info()?.as_str().to_owned(),
            Field::CallId => context.call_id()?.as_str().to_owned(),
            Field::AccessToken => context.access_token().map(AccessToken::expose_secret)?.to_owned(),
            Field::FromAccessToken => context.from_access_token().map(AccessToken::expose_secret)?.to_owned(),
            field => panic!("{field} is not tested"),
        })
    };
    Field::ALL.iter().filter_map(|&field| Some((field, text(field)?))).collect()
}

/// The text of one field.
pub(crate) fn find(texts: &[(Field, String)], field: Field) -> Option<&str> {
    texts.iter().find(|(other, _)| *other == field).map(|(_, text)| &**text)
}

pub(crate) fn set(builder: WxContextBuilder, field: Field, text: &str) -> WxContextBuilder {
    match field {
        Field::OpenId => builder.openid(text),
        Field::AppId => builder.appid(text),
        Field::UnionId => builder.unionid(text),
        Field::FromOpenId => builder.from_openid(text),
        Field::FromAppId => builder.from_appid(text),
        Field::FromUnionId => builder.from_unionid(text),
        Field::Env => builder.env(text),
        Field::Source => builder.source(text),
        Field::ClientIp => builder.client_ip(text),
        Field::ClientIpv6 => builder.client_ipv6(text),
        Field::OpenDataInfo => builder.open_data_info(text),
        Field::CallId => builder.call_id(text),
        Field::AccessToken => builder.access_token(text),
        Field::FromAccessToken => builder.from_access_token(text),
        field => panic!("{field} is not tested"),
    }
}

/// What holds of every context. `excludes_from`: the client had a `from-*` left out.
pub(crate) fn check(context: &WxContext, excludes_from: bool) {
    let texts = texts(context);
    for (field, text) in &texts {
        assert!(fits(*field, text), "{field} is {text:?}");
    }
    debug(context, &texts);
    serialized(context, &texts);
    caller(context, &texts, excludes_from);
    sent_and_read_back(context, &texts);
    let again = context.extract::<WxContext>().unwrap();
    assert_eq!((self::texts(&again), again.proof()), (texts, context.proof()));
}

/// Exactly the masks, and of secrets nothing.
fn debug(context: &WxContext, texts: &[(Field, String)]) {
    let fields = texts.iter().map(|(field, text)| {
        let shown = match field {
            Field::Source => format!("SourceChain({text:?})"),
            Field::ClientIp | Field::ClientIpv6 => text.clone(),
            Field::OpenDataInfo => format!("OpenDataInfo({} bytes)", text.len()),
            Field::AccessToken | Field::FromAccessToken => "AccessToken(…)".to_owned(),
            Field::OpenId | Field::FromOpenId => format!("OpenId({})", masked(text)),
            Field::AppId | Field::FromAppId => format!("AppId({})", masked(text)),
            Field::UnionId | Field::FromUnionId => format!("UnionId({})", masked(text)),
            Field::Env => format!("EnvId({})", masked(text)),
            Field::CallId => format!("CallId({})", masked(text)),
            field => panic!("{field} is not tested"),
        };
        format!("{field}: {shown}, ")
    });
    let expected = format!("WxContext {{ {}proof: {:?} }}", fields.collect::<String>(), context.proof());
    assert_eq!(format!("{context:?}"), expected);
    let incoming = format!("{:?}", Incoming::from(context));
    for (field, text) in texts.iter().filter(|(field, text)| text.len() > 8 && *field != Field::Source) {
        assert!(!incoming.contains(&**text), "{field} in {incoming}");
    }
}

/// The keys of wx-server-sdk, present fields only, no secret.
fn serialized(context: &WxContext, texts: &[(Field, String)]) {
    let key = |field| {
        Some(match field {
            Field::OpenId => "OPENID",
            Field::AppId => "APPID",
            Field::UnionId => "UNIONID",
            Field::FromOpenId => "FROM_OPENID",
            Field::FromAppId => "FROM_APPID",
            Field::FromUnionId => "FROM_UNIONID",
            Field::Env => "ENV",
            Field::Source => "SOURCE",
            Field::ClientIp => "CLIENTIP",
            Field::ClientIpv6 => "CLIENTIPV6",
            Field::OpenDataInfo => "OPEN_DATA_INFO",
            _ => return None,
        })
    };
    let expected: Map<String, Value> =
        texts.iter().filter_map(|(field, text)| Some((key(*field)?.to_owned(), text.as_str().into()))).collect();
    assert_eq!(serde_json::to_value(context).unwrap(), Value::Object(expected));
}

/// One whole pair, never mixed of two.
fn caller(context: &WxContext, texts: &[(Field, String)], excludes_from: bool) {
    use Field::{AppId, FromAppId, FromOpenId, FromUnionId, OpenId, UnionId};

    let has = |field| find(texts, field).is_some();
    let caller = Caller::from_wx_context(&Incoming::from(context));
    let (pair, via) = if has(FromOpenId) || has(FromAppId) || has(FromUnionId) {
        ([FromOpenId, FromAppId, FromUnionId], "Shared")
    } else {
        ([OpenId, AppId, UnionId], "Own")
    };
    let expected = match pair.map(|field| find(texts, field)) {
        _ if excludes_from => Err(Rejection::Conflict(FromOpenId)),
        [Some(openid), Some(appid), unionid] => Ok((openid, appid, unionid)),
        [None, ..] if via == "Shared" => Err(Rejection::Conflict(FromOpenId)),
        [None, ..] => Err(Rejection::Missing(OpenId)),
        [_, None, _] => Err(Rejection::Conflict(pair[1])),
    };
    let read = caller
        .as_ref()
        .map(|caller| (caller.openid.as_str(), caller.appid.as_str(), caller.unionid.as_ref().map(wxctx::UnionId::as_str)));
    assert_eq!(read.map_err(|rejection| *rejection), expected, "{context:?}");
    if let (Ok(caller), Ok((openid, appid, unionid))) = (&caller, expected) {
        let unionid = unionid.map_or("None".to_owned(), |unionid| format!("Some(UnionId({}))", masked(unionid)));
        let (openid, appid, key) = (masked(openid), masked(appid), format!("{appid}:{openid}"));
        let debug = format!("Caller {{ openid: OpenId({openid}), appid: AppId({appid}), unionid: {unionid}, via: {via} }}");
        assert_eq!(format!("{caller:?}"), debug);
        assert_eq!((caller.masked().to_string(), caller.key()), (format!("{appid}:{openid}"), key));
    }
}

/// What a gateway would send for it is read as the same, but for secrets and what has no header.
fn sent_and_read_back(context: &WxContext, texts: &[(Field, String)]) {
    let headers = wxctx::test::headers(context);
    let again = WxContext::from_headers(&headers, &Trust::closed_ingress());
    if context.source().is_none() {
        assert_eq!(again.err(), Some(Rejection::NotFromWeChat));
        return;
    }
    let again = again.unwrap();
    let kept = |field: Field| field.header().is_some() && !matches!(field, Field::AccessToken | Field::FromAccessToken);
    let expected: Texts = texts.iter().filter(|(field, _)| kept(*field)).cloned().collect();
    assert_eq!((self::texts(&again), again.proof()), (expected, Proof::Asserted));
}
