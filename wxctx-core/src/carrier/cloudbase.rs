use std::io::Read;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::bufread::GzDecoder;
use zeroize::Zeroizing;

use super::Carrier;
use super::json::{Json, Object, WECHAT_CONTEXT};
use crate::{Rejection, WxContext};

/// The most bytes of the header.
const LIMIT: usize = 16 * 1024;
/// The most bytes that it may inflate to: 16 KiB of gzip can become 12 MiB.
const INFLATED_LIMIT: usize = 256 * 1024;

const NO_OBJECT: &str = "x-cloudbase-context holds no JSON object, or one with a key twice";
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// Says that a trust reads `x-cloudbase-context` instead of the `X-WX-*` headers: see [`Trust::carrier`](crate::Trust::carrier).
///
/// ```
/// use wxctx::{CloudbaseContext, Trust};
///
/// let trust = Trust::closed_ingress().carrier(CloudbaseContext);
/// # let _ = trust;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CloudbaseContext;

impl WxContext {
    /// Reads the value of the header `x-cloudbase-context` (`@cloudbase/functions-framework`, `TcbExtendedContext` of
    /// `@cloudbase/functions-typings`), where one's own code has established trust: Base64, standard or URL-safe, padded or not, of
    /// gzip or plain JSON.
    ///
    /// The header has at most 16 KiB and inflates to at most 256 KiB. Unknown keys are ignored, the credentials inside are never kept.
    ///
    /// ```
    /// use wxctx::WxContext;
    ///
    /// // {"envId":"prod-1a2b3c","wechatContext":{"source":"wx_client"}}
    /// let header = "eyJlbnZJZCI6InByb2QtMWEyYjNjIiwid2VjaGF0Q29udGV4dCI6eyJzb3VyY2UiOiJ3eF9jbGllbnQifX0=";
    /// let context = WxContext::from_cloudbase_context(header)?;
    /// assert_eq!(context.env().unwrap().as_str(), "prod-1a2b3c");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejection::MalformedCarrier`] for what cannot be decoded: Base64, gzip, JSON, a key twice, trailing data, too much of it;
    /// [`Rejection::Malformed`] for a value that its field cannot have.
    pub fn from_cloudbase_context(text: &str) -> Result<Self, Rejection> {
        Self::from_cloudbase_bytes(text.as_bytes())
    }

    pub(crate) fn from_cloudbase_bytes(header: &[u8]) -> Result<Self, Rejection> {
        let json = decode(header.trim_ascii()).map_err(malformed)?;
        let object = Json::object(&json).ok_or(NO_OBJECT).map_err(malformed)?;
        let wechat = wechat(&object).map_err(malformed)?;
        Self::from_texts(|field| {
            let value = field.cloudbase_path().and_then(|path| match path.strip_prefix("wechatContext.") {
                Some(key) => wechat.and_then(|wechat| wechat.get(key)),
                None => object.get(path),
            });
            match value {
                None | Some(Json::Null) => Ok(None),
                Some(Json::Text(text)) => Ok(Some(text.as_ref())),
                Some(_) => Err(Rejection::Malformed(field)),
            }
        })
    }
}

/// Why the header cannot be decoded, for a log; it is decoded once more.
#[cfg(feature = "layer")]
pub(crate) fn undecodable(header: &[u8]) -> Option<&'static str> {
    let json = match decode(header.trim_ascii()) {
        Ok(json) => json,
        Err(why) => return Some(why),
    };
    Json::object(&json).map_or(Some(NO_OBJECT), |object| wechat(&object).err())
}

fn malformed(_: &str) -> Rejection {
    Rejection::MalformedCarrier(Carrier::CloudbaseContext)
}

/// The JSON text, wiped when it is dropped: it holds credentials.
fn decode(header: &[u8]) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    if header.len() > LIMIT {
        return Err("x-cloudbase-context is longer than 16 KiB");
    }
    let engine = if header.iter().any(|byte| b"-_".contains(byte)) { URL_SAFE } else { STANDARD };
    let bytes = Zeroizing::new(engine.decode(header).map_err(|_| "x-cloudbase-context is no Base64")?);
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    inflate(&bytes).ok_or("x-cloudbase-context is damaged gzip, not one member of it, or inflates to more than 256 KiB")
}

/// The part that WeChat says.
fn wechat<'o, 'a>(object: &'o Object<'a>) -> Result<Option<&'o Object<'a>>, &'static str> {
    match object.get(WECHAT_CONTEXT) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(wechat)) => Ok(Some(wechat)),
        Some(_) => Err("wechatContext in x-cloudbase-context is no object"),
    }
}

/// One gzip member, checked while it is inflated, with nothing behind it.
fn inflate(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // All of it at once, as the last four bytes say: a vector that grows leaves copies behind.
    let size = u32::from_le_bytes(*bytes.last_chunk()?) as usize;
    let mut json = Zeroizing::new(Vec::with_capacity(size.min(INFLATED_LIMIT) + 1));
    let mut decoder = GzDecoder::new(bytes);
    decoder.by_ref().take(INFLATED_LIMIT as u64 + 1).read_to_end(&mut json).ok()?;
    (json.len() <= INFLATED_LIMIT && decoder.into_inner().is_empty()).then_some(json)
}
