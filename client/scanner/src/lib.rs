//! Reads the square codes in a picture.
//!
//! A Wasm module of its own, in a worker of its own: only who scans a code fetches it, and a picture that its library fails
//! at ends that worker and not the page. It knows nothing of Marram.

use wasm_bindgen::prelude::wasm_bindgen;

/// The texts of the square codes in a picture of `wide` times `high` points, row by row, with four bytes for each point
/// (red, green, blue, opacity). What is missing at the end counts as white.
#[must_use]
#[wasm_bindgen]
pub fn read(image: &[u8], wide: usize, high: usize) -> Vec<String> {
    // Green is most of what brightness is.
    let light = |x: usize, y: usize| image.get((y * wide + x) * 4 + 1).copied().unwrap_or(u8::MAX);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(wide, high, light);
    picture.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

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
