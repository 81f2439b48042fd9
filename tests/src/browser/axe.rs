//! axe-core, run in a page. It finds a part of what WCAG asks; the rest are journeys and eyes.

use super::error::BrowserError;
use super::window::Window;
use serde::Deserialize;
use std::path::PathBuf;

const RUN: &str = "const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
  .then(result => done(result.violations.flatMap(rule => rule.nodes.map(node =>
    ({ rule: rule.id, impact: String(rule.impact), help: rule.help, node: node.html.slice(0, 200), why: node.failureSummary || '' })))),
    error => done([{ rule: 'axe', impact: 'none', help: String(error), node: '', why: '' }]));";

/// A broken rule at one element.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Violation {
    pub(super) rule: String,
    pub(super) impact: String,
    pub(super) help: String,
    pub(super) node: String,
    pub(super) why: String,
}

/// Where the set-up puts it.
pub(super) fn script_path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/npm/node_modules/axe-core/axe.min.js"))
}

/// All violations in the page as it is now.
pub(super) async fn violations(window: &Window) -> Result<Vec<Violation>, BrowserError> {
    if window.run("return typeof window.axe === 'object'", &[]).await? != true {
        let script = std::fs::read_to_string(script_path()).map_err(BrowserError::io("reading axe-core"))?;
        // Scripts of the driver stand outside the page's policy, which would let this one in nowhere else.
        window.run(&script, &[]).await?;
    }
    let found = window.run_async(RUN, &[]).await?;
    serde_json::from_value(found).map_err(|error| BrowserError::wrong(window.who(), format!("axe: {error}")))
}
