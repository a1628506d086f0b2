use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

/// What a caller is told. A call without a caller never gets here: wxctx answers it.
#[derive(Debug, PartialEq)]
pub(crate) enum ApiError {
    NotSignedIn,
    WrongName,
    NothingOrdered,
    NoSuchOrder,
    /// The body is not the JSON that the handler takes.
    WrongBody {
        status: StatusCode,
        message: String,
    },
    /// Its reason is in the log.
    Broken,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::NotSignedIn => (StatusCode::CONFLICT, "NOT_SIGNED_IN", "please tell us your name first"),
            Self::WrongName => (StatusCode::UNPROCESSABLE_ENTITY, "WRONG_NAME", "a name has 1 to 40 characters"),
            Self::NothingOrdered => (StatusCode::UNPROCESSABLE_ENTITY, "NOTHING_ORDERED", "please order 1 to 100 of something"),
            Self::NoSuchOrder => (StatusCode::NOT_FOUND, "NO_SUCH_ORDER", "there is no such open order"),
            Self::WrongBody { status, ref message } => (status, "WRONG_BODY", message.as_str()),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "BROKEN", "something went wrong, please try again"),
        };
        (status, Json(json!({ "code": code, "message": message }))).into_response()
    }
}

/// A body of JSON. axum's own `Json` says in plain text what is wrong with it, which the mini program would have to tell apart.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(ApiError::WrongBody { status: rejection.status(), message: rejection.body_text() }),
        }
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's texts name tables and columns, never values.
        tracing::error!(%error, "the database");
        Self::Broken
    }
}
