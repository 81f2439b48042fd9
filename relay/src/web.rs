//! The client's files, as they lie in this binary, and the headers they are served with.
//!
//! Owns paths, media types, caching and the content security policy. It knows nothing of logs, sessions or stores, and
//! reads nothing from a request but its path and what it accepts. `build.rs` says how the files came here.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri, header},
};

/// One file of the client.
struct File {
    /// From the root, with a leading slash.
    path: &'static str,
    bytes: &'static [u8],
    /// Compressed beforehand; development builds are not.
    brotli: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// Where files live whose address changes with their content.
const BUNDLE: &str = "/bundle/";

/// Nothing from anywhere else, no inline script or style, no string made into script, no embedding in other pages.
/// Compiling Wasm has to be allowed by name; images may be made from opened attachments.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

/// The camera for this page alone, to scan another person's safety number; passkeys; and of the rest nothing.
const PERMISSIONS_POLICY: &str = "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), \
    clipboard-write=(self), accelerometer=(), browsing-topics=(), \
    clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), \
    hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// Sent with every answer, refusals included.
static SECURITY: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS_POLICY)),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// Serves the client at every path that no other route has: its files at theirs, and its page at all others that do not
/// look like a file (`/`, `/join`, a room's address), since the client finds its way from the address by itself.
///
/// It is a fallback, so merge it into a router that has none.
pub(crate) fn router() -> Router {
    Router::new()
        .fallback(async |method: Method, uri: Uri, headers: HeaderMap| answer(FILES, &method, uri.path(), &headers))
}

fn answer(files: &[File], method: &Method, path: &str, request: &HeaderMap) -> Response<Body> {
    let mut response = if method != Method::GET && method != Method::HEAD {
        refusal(StatusCode::METHOD_NOT_ALLOWED, "Only reading is possible here.\n")
    } else if let Some(file) = find(files, path) {
        found(file, request)
    } else {
        refusal(StatusCode::NOT_FOUND, "There is nothing here.\n")
    };
    for (name, value) in &SECURITY {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

fn find<'a>(files: &'a [File], path: &str) -> Option<&'a File> {
    // The client's own addresses have no dot in their last part, so a missing file is never answered with the page.
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let wanted = if is_file || path.starts_with(BUNDLE) { path } else { "/index.html" };
    files.iter().find(|file| file.path == wanted)
}

fn found(file: &File, request: &HeaderMap) -> Response<Body> {
    let (body, compressed) = match file.brotli {
        Some(brotli) if accepts_brotli(request) => (brotli, true),
        _ => (file.bytes, false),
    };
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file.path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(file.path)));
    if file.brotli.is_some() {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

fn refusal(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// RFC 9110 §12.5.3, as far as one coding needs it: `br` is listed and its weight is not nought.
fn accepts_brotli(request: &HeaderMap) -> bool {
    request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
            let refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .and_then(|weight| weight.parse::<f32>().ok())
                    .is_some_and(|weight| weight <= 0.0)
            });
            named && !refused
        })
    })
}

fn caching(path: &str) -> &'static str {
    if path.starts_with(BUNDLE) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// With `nosniff` a browser takes our word for it, so a wrong type is a broken page.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::to_bytes, http::Request};
    use tower::ServiceExt as _;

    const SITE: &[File] = &[
        File { path: "/bundle/0a/client.js", bytes: b"glue", brotli: None },
        File { path: "/bundle/0a/client_bg.wasm", bytes: b"wasm", brotli: Some(b"small") },
        File { path: "/index.html", bytes: b"page", brotli: None },
        File { path: "/manifest.webmanifest", bytes: b"{}", brotli: None },
    ];

    fn get(path: &str, accept_encoding: &str) -> Response<Body> {
        let mut request = HeaderMap::new();
        request.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(accept_encoding).unwrap());
        answer(SITE, &Method::GET, path, &request)
    }

    fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    async fn body(response: Response<Body>) -> Vec<u8> {
        to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()
    }

    #[tokio::test]
    async fn every_address_of_the_client_shows_its_page() {
        for path in ["/", "/join", "/rooms/8f14e45f", "/rooms/8f14e45f/people"] {
            let response = get(path, "");
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
            assert_eq!(header(&response, "cache-control"), "no-cache");
            assert_eq!(body(response).await, b"page");
        }
    }

    #[tokio::test]
    async fn a_missing_file_is_not_answered_with_the_page() {
        for path in
            ["/favicon.ico", "/bundle/0b/client.js", "/bundle/", "/bundle/0a/../../index.html", "/rooms/index.html"]
        {
            assert_eq!(get(path, "").status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn what_changes_its_address_with_its_content_is_kept_for_ever_and_nothing_else_is() {
        assert!(header(&get("/bundle/0a/client.js", ""), "cache-control").contains("immutable"));
        assert_eq!(header(&get("/manifest.webmanifest", ""), "cache-control"), "no-cache");
        assert_eq!(header(&get("/gone.js", ""), "cache-control"), "no-store");
    }

    #[tokio::test]
    async fn the_wasm_goes_out_compressed_to_whoever_accepts_that() {
        let wasm = "/bundle/0a/client_bg.wasm";
        for accepted in ["br", "gzip, br", "gzip, BR;q=0.5", "br ; q=1"] {
            let response = get(wasm, accepted);
            assert_eq!(header(&response, "content-encoding"), "br", "{accepted}");
            assert_eq!(header(&response, "content-type"), "application/wasm");
            assert_eq!(header(&response, "vary"), "accept-encoding");
            assert_eq!(body(response).await, b"small");
        }
        for refused in ["", "gzip", "br;q=0", "br; q=0.0", "brotli"] {
            let response = get(wasm, refused);
            assert_eq!(header(&response, "content-encoding"), "", "{refused}");
            assert_eq!(header(&response, "vary"), "accept-encoding");
            assert_eq!(body(response).await, b"wasm");
        }
    }

    #[test]
    fn every_answer_carries_the_security_headers_even_a_refusal() {
        for path in ["/", "/bundle/0a/client.js", "/gone.js"] {
            let response = get(path, "");
            let policy = header(&response, "content-security-policy");
            for part in [
                "default-src 'none'",
                "script-src 'self' 'wasm-unsafe-eval';",
                "style-src 'self';",
                "connect-src 'self';",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
            ] {
                assert!(policy.contains(part), "{path}: {part} is not in {policy}");
            }
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
            let permissions = header(&response, "permissions-policy");
            let open: Vec<_> = permissions.split(", ").filter(|one| !one.ends_with("=()")).collect();
            let own = ["camera", "publickey-credentials-get", "publickey-credentials-create", "clipboard-write"];
            assert_eq!(open, own.map(|one| format!("{one}=(self)")), "the camera for this page, and little else");
            assert!(permissions.contains("microphone=()") && permissions.contains("geolocation=()"));
            assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin");
            assert_eq!(header(&response, "cross-origin-embedder-policy"), "require-corp");
            assert_eq!(header(&response, "x-content-type-options"), "nosniff");
            assert_eq!(header(&response, "referrer-policy"), "no-referrer");
        }
    }

    #[tokio::test]
    async fn the_files_in_this_binary_make_a_whole_page() {
        let page = router().oneshot(Request::get("/join").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let page = String::from_utf8(body(page).await).unwrap();
        assert!(page.contains("<title>Marram"), "{page}");
        // Everything that the page names is there, too.
        for name in page.split('"').filter(|part| part.starts_with('/')) {
            let part = router().oneshot(Request::get(name).body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(part.status(), StatusCode::OK, "{name}");
        }
    }

    #[tokio::test]
    async fn only_reading_is_possible() {
        for (method, expected) in [
            (Method::POST, StatusCode::METHOD_NOT_ALLOWED),
            (Method::HEAD, StatusCode::OK),
            (Method::GET, StatusCode::OK),
        ] {
            let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
            let response = router().oneshot(request).await.unwrap();
            assert_eq!(response.status(), expected);
            assert!(response.headers().contains_key("content-security-policy"));
        }
    }
}
