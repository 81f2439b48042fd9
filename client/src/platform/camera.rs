//! The camera: opened when somebody asks for it, looked through for square codes, closed with its tracks.
//!
//! Pictures stay in this file: nothing of them is kept, sent or shown but in the page's own video.

use js_sys::Reflect;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, DomException, HtmlCanvasElement, HtmlVideoElement, MediaStream, MediaStreamConstraints,
    MediaStreamTrack,
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
    looking: Rc<Cell<bool>>,
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
        Ok(Self { stream, canvas, looking: Rc::default() })
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

    /// What the square codes say that are in the picture now. `None` once the video is out of the document, or nobody can
    /// see the page: then the camera is to be closed.
    pub(crate) fn look(&self, video: &HtmlVideoElement) -> Option<Vec<String>> {
        if !video.is_connected() || !super::document::visible() {
            return None;
        }
        let (width, height) = (video.video_width(), video.video_height());
        if width == 0 || height == 0 || self.looking.replace(true) {
            return Some(Vec::new());
        }
        let found = self.codes(video, width, height).unwrap_or_default();
        self.looking.set(false);
        Some(found)
    }

    fn codes(&self, video: &HtmlVideoElement, width: u32, height: u32) -> Option<Vec<String>> {
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
        let image = context.get_image_data(0.0, 0.0, f64::from(wide), f64::from(high)).ok()?.data().0;
        Some(read(&image, wide as usize, high as usize))
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

/// The texts of the square codes in a picture of four bytes for each point.
fn read(image: &[u8], wide: usize, high: usize) -> Vec<String> {
    // Green is most of what brightness is.
    let light = |x: usize, y: usize| image.get((y * wide + x) * 4 + 1).copied().unwrap_or(u8::MAX);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(wide, high, light);
    picture.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

fn problem(error: &JsValue) -> CameraProblem {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("NotAllowedError" | "SecurityError") => CameraProblem::Refused,
        Some("NotReadableError" | "AbortError") => CameraProblem::Busy,
        _ => CameraProblem::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::{QrCode, QrCodeEcc};

    /// A picture with a code in it, `scale` points for each of its modules, and a little noise.
    fn picture(text: &str, scale: usize) -> (Vec<u8>, usize, usize) {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let (wide, high, size) = (400, 300, code.size() as usize);
        let mut image = vec![0; wide * high * 4];
        for (at, point) in image.chunks_exact_mut(4).enumerate() {
            let (x, y) = ((at % wide) as i32 - 60, (at / wide) as i32 - 40);
            let inside = x >= 0 && y >= 0 && (x as usize) < size * scale && (y as usize) < size * scale;
            let dark = inside && code.get_module(x / scale as i32, y / scale as i32);
            let light = if dark { 30 } else { 210 } + (at * 31 % 17) as u8;
            point.copy_from_slice(&[light, light, light, 255]);
        }
        (image, wide, high)
    }

    #[test]
    fn a_code_in_a_picture_is_read_and_a_picture_without_one_says_nothing() {
        let text = "MARRAM/01234567890123456789";
        let (image, wide, high) = picture(text, 5);
        assert_eq!(read(&image, wide, high), [text]);
        assert_eq!(read(&vec![128; wide * high * 4], wide, high), [""; 0]);
        assert_eq!(read(&[], 0, 0), [""; 0]);
        assert_eq!(read(&image[..1000], wide, high), [""; 0]);
    }
}
