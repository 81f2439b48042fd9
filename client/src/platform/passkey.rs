//! Asking for a passkey (WebAuthn Level 3): making one, and having it answer a salt by its PRF extension.
//!
//! The page must ask, a worker cannot. The options are put together by name: web-sys does not know the extension yet.
//! Nothing of it is proved to anybody, so challenges are random and forgotten; what counts is the answer.

use super::random;
use crate::messages::PasskeyHint;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use marram_core::rest::PrfOutput;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroize;

/// How long the browser lets people search for their key.
const PATIENCE_MS: u32 = 120_000;
/// Ed25519, ES256, RS256: one of them every authenticator has.
const ALGORITHMS: [i32; 3] = [-8, -7, -257];

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasskeyError {
    /// The person or the browser did not go on.
    NotDone,
    /// It answered, but cannot give the same secret again.
    WithoutPrf,
}

/// Whether this browser can do it. Where it does not say, it is tried.
pub(crate) async fn supported() -> bool {
    let known = async {
        let class = by_name(&js_sys::global(), "PublicKeyCredential")?;
        by_name(&credentials()?, "create")?;
        let Some(ask) = by_name(&class, "getClientCapabilities") else { return Some(true) };
        let asked = ask.dyn_into::<Function>().ok()?.call0(&class).ok()?.dyn_into::<Promise>().ok()?;
        let told = JsFuture::from(asked).await.ok()?;
        Some(by_name(&told, "extension:prf").is_none_or(|told| told.is_truthy()))
    };
    known.await == Some(true)
}

/// Makes a passkey, and has it answer. `label` is what the browser's list of passkeys shows: no name, no agency.
///
/// # Errors
/// `NotDone`, `WithoutPrf`.
pub(crate) async fn make(label: &str) -> Result<(PasskeyHint, PrfOutput), PasskeyError> {
    let salt: [u8; 32] = random::bytes().map_err(|_| PasskeyError::NotDone)?;
    let user: [u8; 16] = random::bytes().map_err(|_| PasskeyError::NotDone)?;
    let parameter = |algorithm: &i32| object(&[("type", "public-key".into()), ("alg", (*algorithm).into())]);
    let user = object(&[("id", bytes(&user)), ("name", label.into()), ("displayName", label.into())]);
    let selection = object(&[("userVerification", "required".into()), ("residentKey", "preferred".into())]);
    let options = [
        ("rp", object(&[("name", label.into())])),
        ("user", user),
        ("challenge", challenge()?),
        ("pubKeyCredParams", ALGORITHMS.iter().map(parameter).collect::<Array>().into()),
        ("authenticatorSelection", selection),
        ("attestation", "none".into()),
        ("timeout", PATIENCE_MS.into()),
        ("extensions", prf(&salt)),
    ];
    let made = call("create", &options).await?;
    let id = by_name(&made, "rawId").ok_or(PasskeyError::NotDone)?;
    let hint = PasskeyHint { credential: Uint8Array::new(&id).to_vec(), salt };
    let prf = results(&made).ok_or(PasskeyError::WithoutPrf)?;
    if let Some(answer) = first(&prf) {
        return Ok((hint, answer));
    }
    // Many answer only when they are asked again.
    match by_name(&prf, "enabled").is_some_and(|enabled| enabled.is_truthy()) {
        true => ask(&hint).await.map(|answer| (hint, answer)),
        false => Err(PasskeyError::WithoutPrf),
    }
}

/// Has the passkey answer.
///
/// # Errors
/// `NotDone`, `WithoutPrf`.
pub(crate) async fn ask(hint: &PasskeyHint) -> Result<PrfOutput, PasskeyError> {
    let allowed = object(&[("type", "public-key".into()), ("id", bytes(&hint.credential))]);
    let options = [
        ("challenge", challenge()?),
        ("allowCredentials", Array::of1(&allowed).into()),
        ("userVerification", "required".into()),
        ("timeout", PATIENCE_MS.into()),
        ("extensions", prf(&hint.salt)),
    ];
    let asserted = call("get", &options).await?;
    results(&asserted).and_then(|prf| first(&prf)).ok_or(PasskeyError::WithoutPrf)
}

async fn call(method: &str, options: &[(&str, JsValue)]) -> Result<JsValue, PasskeyError> {
    let called = || {
        let credentials = credentials()?;
        let method = by_name(&credentials, method)?.dyn_into::<Function>().ok()?;
        let options = object(&[("publicKey", object(options))]);
        method.call1(&credentials, &options).ok()?.dyn_into::<Promise>().ok()
    };
    let answer = JsFuture::from(called().ok_or(PasskeyError::NotDone)?).await.map_err(|_| PasskeyError::NotDone)?;
    if answer.is_null() { Err(PasskeyError::NotDone) } else { Ok(answer) }
}

fn credentials() -> Option<JsValue> {
    by_name(&by_name(&js_sys::global(), "navigator")?, "credentials")
}

fn challenge() -> Result<JsValue, PasskeyError> {
    random::bytes::<32>().map(|challenge| bytes(&challenge)).map_err(|_| PasskeyError::NotDone)
}

/// The extension's wish: the answer to one salt.
fn prf(salt: &[u8; 32]) -> JsValue {
    object(&[("prf", object(&[("eval", object(&[("first", bytes(salt))]))]))])
}

/// What the extension says.
fn results(credential: &JsValue) -> Option<JsValue> {
    let ask = by_name(credential, "getClientExtensionResults")?.dyn_into::<Function>().ok()?;
    by_name(&ask.call0(credential).ok()?, "prf")
}

/// The answer, wiped where the browser had put it.
fn first(prf: &JsValue) -> Option<PrfOutput> {
    let array = Uint8Array::new(&by_name(&by_name(prf, "results")?, "first")?);
    let mut copy = array.to_vec();
    array.fill(0, 0, array.length());
    let answer = <[u8; 32]>::try_from(copy.as_slice()).ok().map(PrfOutput::from_bytes);
    copy.zeroize();
    answer
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn object(values: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in values {
        // A fresh plain object refuses nothing.
        Reflect::set(&object, &(*name).into(), value).unwrap_or_default();
    }
    object.into()
}

fn by_name(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
