//! What a camera sees: a square code as it stands on somebody's screen, as a video that a browser takes for a camera's.

use super::error::BrowserError;
use super::window::Window;
use std::fs;
use std::path::Path;

const WIDE: usize = 640;
const HIGH: usize = 480;
/// Enough for the browser to loop over.
const FRAMES: usize = 4;

/// The dark modules of a square code, with its quiet zone.
#[derive(Debug, Clone)]
pub struct Modules {
    size: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// As a page draws it within the element of this selector.
    ///
    /// # Errors
    /// `NotShown`, or `Wrong` where it is not drawn as one path.
    pub async fn shown(window: &Window, selector: &str) -> Result<Self, BrowserError> {
        let code = format!("{selector} .square-code");
        window.sees(&code).await?;
        let script = "const code = document.querySelector(arguments[0]);
            return code.getAttribute('viewBox').split(' ')[2] + ' ' + code.querySelector('path').getAttribute('d');";
        let drawn = window.run(script, &[code.into()]).await?;
        let drawn = drawn.as_str().unwrap_or_default();
        Self::read(drawn).ok_or_else(|| BrowserError::wrong(window.who(), "the square code is not one path of runs"))
    }

    /// Runs `M{x} {y}h{width}v1h-{width}z` after the size.
    fn read(drawn: &str) -> Option<Self> {
        let (size, path) = drawn.split_once(' ')?;
        let size: usize = size.parse().ok()?;
        let mut dark = vec![false; size * size];
        for run in path.split('M').skip(1) {
            let (place, run) = run.split_once('h')?;
            let (x, y) = place.split_once(' ')?;
            let (x, y): (usize, usize) = (x.parse().ok()?, y.parse().ok()?);
            let wide: usize = run.split_once('v')?.0.parse().ok()?;
            dark.get_mut(y * size + x..y * size + x + wide)?.fill(true);
        }
        Some(Self { size, dark })
    }

    /// Of any text.
    ///
    /// # Errors
    /// `Wrong` for one that is too long.
    pub fn of(text: &str) -> Result<Self, BrowserError> {
        let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Low);
        let code = code.map_err(|_| BrowserError::wrong("the test", "the text is too long for a square code"))?;
        let (quiet, edge) = (4, code.size());
        let size = edge + 2 * quiet;
        let modules = (0..size).flat_map(|y| (0..size).map(move |x| (x - quiet, y - quiet)));
        Ok(Self { size: size as usize, dark: modules.map(|(x, y)| code.get_module(x, y)).collect() })
    }

    /// Writes a video of it, in the middle of a grey wall.
    ///
    /// # Errors
    /// `Io`.
    pub fn film(&self, file: &Path) -> Result<(), BrowserError> {
        let scale = HIGH / self.size;
        let (left, top) = ((WIDE - self.size * scale) / 2, (HIGH - self.size * scale) / 2);
        let light = |x: usize, y: usize| {
            let (Some(x), Some(y)) = (x.checked_sub(left), y.checked_sub(top)) else { return 128 };
            match self.dark.get(y / scale * self.size + x / scale).filter(|_| x / scale < self.size) {
                Some(true) => 24,
                Some(false) => 230,
                None => 128,
            }
        };
        let mut frame = b"FRAME\n".to_vec();
        frame.extend((0..HIGH).flat_map(|y| (0..WIDE).map(move |x| (x, y))).map(|(x, y)| light(x, y)));
        frame.resize(frame.len() + WIDE * HIGH / 2, 128);
        let mut film = format!("YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n").into_bytes();
        film.extend(frame.repeat(FRAMES));
        fs::write(file, film).map_err(BrowserError::io("writing a film"))
    }
}
