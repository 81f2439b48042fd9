//! A passkey provider for a browser without hands: Chromium's virtual authenticator, with the PRF extension.

use super::error::BrowserError;
use super::window::Window;
use serde_json::{Value, json};

/// One that is there until the window closes; its owner always agrees, unless told otherwise.
#[derive(Debug)]
pub struct Authenticator {
    id: Value,
}

impl Window {
    /// Gives this window an authenticator of its own, such as a laptop has.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn gets_authenticator(&self, prf: bool) -> Result<Authenticator, BrowserError> {
        self.ask("WebAuthn.enable", json!({ "enableUI": false })).await?;
        let options = json!({
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true, "hasPrf": prf,
        });
        let made = self.ask("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await?;
        let id = made.get("authenticatorId").cloned();
        Ok(Authenticator { id: id.ok_or_else(|| BrowserError::wrong(self.who(), "no authenticator was made"))? })
    }

    /// From now on its owner is recognised, or is not.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn is_recognised(&self, authenticator: &Authenticator, recognised: bool) -> Result<(), BrowserError> {
        let wish = json!({ "authenticatorId": authenticator.id, "isUserVerified": recognised });
        self.ask("WebAuthn.setUserVerified", wish).await.map(|_| ())
    }

    /// How many passkeys it holds.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn passkeys(&self, authenticator: &Authenticator) -> Result<usize, BrowserError> {
        let given = self.ask("WebAuthn.getCredentials", json!({ "authenticatorId": authenticator.id })).await?;
        Ok(given.get("credentials").and_then(Value::as_array).map_or(0, Vec::len))
    }
}
