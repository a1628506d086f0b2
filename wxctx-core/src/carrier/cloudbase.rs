use std::io::Read;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::bufread::GzDecoder;
use zeroize::Zeroizing;

use super::Carrier;
use super::json::{Json, WECHAT_CONTEXT};
use crate::{Rejection, WxContext};

/// The most bytes of the header.
const LIMIT: usize = 16 * 1024;
/// The most bytes that it may inflate to: 16 KiB of gzip can become 12 MiB.
const INFLATED_LIMIT: usize = 256 * 1024;

const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::CloudbaseContext);
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
        let json = decode(header.trim_ascii()).ok_or(MALFORMED)?;
        let object = Json::object(&json).ok_or(MALFORMED)?;
        let wechat = match object.get(WECHAT_CONTEXT) {
            None | Some(Json::Null) => None,
            Some(Json::Object(wechat)) => Some(wechat),
            Some(_) => return Err(MALFORMED),
        };
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

/// The JSON text, wiped when it is dropped: it holds credentials.
fn decode(header: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if header.len() > LIMIT {
        return None;
    }
    let engine = if header.iter().any(|byte| b"-_".contains(byte)) { URL_SAFE } else { STANDARD };
    let bytes = Zeroizing::new(engine.decode(header).ok()?);
    if bytes.starts_with(&[0x1f, 0x8b]) { inflate(&bytes) } else { Some(bytes) }
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
