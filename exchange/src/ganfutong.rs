//! 赣服通登录 (sign-in through 赣服通) — an OpenID Connect client: discovery, PKCE, state and nonce; signature, issuer, audience, nonce and expiry of
//! the ID token are verified before a word of it is believed.

use crate::reach::{AddressError, Missed, Reach, TOTAL, address};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use url::Url;

/// How the provider is reached and who we are to it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GanfutongText {
    pub issuer: String,
    pub client_id: String,
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Our page to which the provider sends the person back.
    pub redirect_uri: String,
    /// Allows plain HTTP to another machine.
    #[serde(default)]
    pub plain_http: bool,
}

/// The sign-in client.
pub struct Ganfutong {
    issuer: IssuerUrl,
    origin: url::Origin,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    reach: Reach,
}

/// 出发 — where to send the person, and what to remember meanwhile.
#[derive(Debug, Clone)]
pub struct Departure {
    pub url: Url,
    pub pending: Pending,
}

/// What must be remembered in the person's session, on the server, until they come back. Used once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pending {
    state: String,
    nonce: String,
    verifier: String,
}

/// 本人 — who signed in, as the provider has verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The provider's lasting number of this account.
    pub subject: String,
    pub name: String,
    /// 公民身份号码, 18 characters.
    pub id_number: String,
    pub phone: Option<String>,
}

/// Why nobody was signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    #[error("{0}")]
    Address(#[from] AddressError),
    #[error("暂时连不上赣服通，请稍后再试，或到窗口办理。")]
    Unreachable(String),
    #[error("登录请求已失效，请返回重新登录。")]
    WrongState,
    #[error("赣服通没有确认这次登录，请返回重新登录。")]
    Refused(String),
    #[error("赣服通的登录凭证未通过验证，请返回重新登录；多次出现请联系窗口。")]
    Unverified(String),
    #[error("赣服通没有提供姓名和身份证号，请先在赣服通完成实名认证。")]
    NotRealName,
}

/// Claims beyond the standard ones.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RealName {
    id_number: Option<String>,
}

impl AdditionalClaims for RealName {}

type Fields = IdTokenFields<RealName, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

type Oidc = Client<
    RealName,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Ganfutong {
    /// Takes the configuration; the provider is not asked yet, so that it may be down while we start.
    ///
    /// # Errors
    /// [`SignInError::Address`] when an address is not usable.
    pub fn new(text: GanfutongText) -> Result<Self, SignInError> {
        let origin = address(&text.issuer, text.plain_http)?.origin();
        let bad = |address: &str| SignInError::Address(AddressError::NotAnAddress(address.to_owned()));
        Ok(Self {
            issuer: IssuerUrl::new(text.issuer.clone()).map_err(|_| bad(&text.issuer))?,
            origin,
            client_id: ClientId::new(text.client_id),
            client_secret: text.client_secret.map(ClientSecret::new),
            redirect: RedirectUrl::new(text.redirect_uri.clone()).map_err(|_| bad(&text.redirect_uri))?,
            reach: Reach::new()?,
        })
    }

    /// Prepares one sign-in.
    ///
    /// # Errors
    /// [`SignInError::Unreachable`] when the provider does not describe itself.
    pub async fn start(&self) -> Result<Departure, SignInError> {
        let oidc = self.discover().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = oidc
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("profile".into()))
            .add_scope(Scope::new("phone".into()))
            .set_pkce_challenge(challenge)
            .url();
        let pending = Pending { state: state.into_secret(), nonce: nonce.secret().clone(), verifier: verifier.into_secret() };
        Ok(Departure { url, pending })
    }

    /// Completes a sign-in when the person comes back with `state` and `code`.
    ///
    /// # Errors
    /// [`SignInError`]; nobody is signed in then.
    pub async fn finish(&self, pending: Pending, state: &str, code: &str) -> Result<Person, SignInError> {
        if state.is_empty() || state != pending.state {
            return Err(SignInError::WrongState);
        }
        let oidc = self.discover().await?;
        let tokens = oidc
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|e| SignInError::Unreachable(e.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(self)
            .await
            .map_err(refused)?;
        let id_token = tokens.id_token().ok_or_else(|| SignInError::Unverified("no ID token".into()))?;
        let claims = id_token.claims(&oidc.id_token_verifier(), &Nonce::new(pending.nonce)).map_err(|e| SignInError::Unverified(e.to_string()))?;
        let name = claims.name().and_then(|names| names.get(None)).map(|name| name.to_string());
        match (name, claims.additional_claims().id_number.clone()) {
            (Some(name), Some(id_number)) if !name.is_empty() && !id_number.is_empty() => {
                Ok(Person { subject: claims.subject().to_string(), name, id_number, phone: claims.phone_number().map(|phone| phone.to_string()) })
            }
            _ => Err(SignInError::NotRealName),
        }
    }

    /// Asks the provider for its endpoints and keys, each time: a key that was rotated is known at once.
    async fn discover(&self) -> Result<Oidc, SignInError> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), self).await.map_err(|e| SignInError::Unreachable(e.to_string()))?;
        Ok(Oidc::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone()).set_redirect_uri(self.redirect.clone()))
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, Missed> {
        let (parts, body) = request.into_parts();
        let unreachable = |why: String| Missed::Unreachable { why };
        let url = Url::parse(&parts.uri.to_string()).map_err(|e| unreachable(e.to_string()))?;
        // The provider's own description may not send us to another host (S-36).
        if url.origin() != self.origin {
            return Err(unreachable("the provider points to another host".into()));
        }
        let asked = self.reach.request(parts.method, url).headers(parts.headers).body(body);
        let arrived = self.reach.send(asked, TOTAL).await?;
        // Discovery insists on a content type; the body is read as JSON whatever it says.
        http::Response::builder()
            .status(arrived.status)
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(arrived.body)
            .map_err(|e| unreachable(e.to_string()))
    }
}

fn refused<T: openidconnect::ErrorResponse + 'static>(error: openidconnect::RequestTokenError<Missed, T>) -> SignInError {
    match error {
        openidconnect::RequestTokenError::Request(missed) => SignInError::Unreachable(missed.to_string()),
        other => SignInError::Refused(other.to_string()),
    }
}

impl<'c> AsyncHttpClient<'c> for Ganfutong {
    type Error = Missed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Missed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetch(request))
    }
}
