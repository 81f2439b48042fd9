//! The camera: opened when somebody asks for it, closed with its tracks.
//!
//! Nothing of its pictures is kept, sent or shown but in the page's own video; the scanner alone gets them.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, DomException, HtmlCanvasElement, HtmlVideoElement, ImageData, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

/// Wide enough for a code that fills a third of the picture; more costs time and finds no more.
const WIDEST: u32 = 640;

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CameraProblem {
    /// The person or the browser said no.
    Refused,
    /// There is none, or the browser gives none to pages.
    None,
    /// Another program has it, or it does not work.
    Busy,
}

/// An open camera. Dropped, it is off.
#[derive(Debug)]
pub(crate) struct Camera {
    stream: MediaStream,
    canvas: HtmlCanvasElement,
}

/// What the camera sees.
#[derive(Debug)]
pub(crate) enum Picture {
    /// The video is out of the document, or nobody can see the page: the camera is to be closed.
    Unwanted,
    /// There is none yet.
    NotYet,
    /// This, now.
    Taken(ImageData),
}

impl Camera {
    /// Opens one: on a telephone the one at its back.
    pub(crate) async fn open() -> Result<Self, CameraProblem> {
        let window = web_sys::window().ok_or(CameraProblem::None)?;
        // Where the page is not secure, or the browser gives pages no camera, this is not there at all.
        let devices = window.navigator().media_devices().map_err(|_| CameraProblem::None)?;
        let wishes = MediaStreamConstraints::new();
        let video = js_sys::Object::new();
        let set = Reflect::set(&video, &"facingMode".into(), &"environment".into());
        set.map_err(|_| CameraProblem::None)?;
        wishes.set_video(&video);
        let asked = devices.get_user_media_with_constraints(&wishes).map_err(|error| problem(&error))?;
        let stream = JsFuture::from(asked).await.map_err(|error| problem(&error))?;
        let stream: MediaStream = stream.dyn_into().map_err(|_| CameraProblem::None)?;
        let canvas = window.document().and_then(|document| document.create_element("canvas").ok());
        let canvas = canvas.and_then(|canvas| canvas.dyn_into().ok()).ok_or(CameraProblem::None)?;
        Ok(Self { stream, canvas })
    }

    /// Shows its picture in a video element.
    pub(crate) fn show_in(&self, video: &HtmlVideoElement) {
        video.set_muted(true);
        video.set_src_object(Some(&self.stream));
        if let Ok(playing) = video.play() {
            wasm_bindgen_futures::spawn_local(async {
                // It can be stopped before it began.
                let _stopped = JsFuture::from(playing).await;
            });
        }
    }

    /// The picture that the video shows now.
    pub(crate) fn picture(&self, video: &HtmlVideoElement) -> Picture {
        if !video.is_connected() || !super::document::visible() {
            return Picture::Unwanted;
        }
        let (width, height) = (video.video_width(), video.video_height());
        let taken = (width > 0 && height > 0).then(|| self.draw(video, width, height)).flatten();
        taken.map_or(Picture::NotYet, Picture::Taken)
    }

    fn draw(&self, video: &HtmlVideoElement, width: u32, height: u32) -> Option<ImageData> {
        let (wide, high) = match width > WIDEST {
            true => (WIDEST, (height.saturating_mul(WIDEST) / width).max(1)),
            false => (width, height),
        };
        self.canvas.set_width(wide);
        self.canvas.set_height(high);
        let context: CanvasRenderingContext2d = self.canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let drawn =
            context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, f64::from(wide), f64::from(high));
        drawn.ok()?;
        context.get_image_data(0.0, 0.0, f64::from(wide), f64::from(high)).ok()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}

fn problem(error: &JsValue) -> CameraProblem {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("NotAllowedError" | "SecurityError") => CameraProblem::Refused,
        Some("NotReadableError" | "AbortError") => CameraProblem::Busy,
        _ => CameraProblem::None,
    }
}
