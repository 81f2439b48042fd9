//! A text as a square code (QR), drawn as one path: no image, no style, no script.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;
use yew::prelude::*;

/// Light modules around the code: fewer than four and cameras miss its edge.
const QUIET: i32 = 4;

/// The properties of [`SquareCode`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
    /// What it is, for those who do not see it.
    pub(crate) label: AttrValue,
}

/// The code; nothing for a text that is too long for one.
#[component]
pub(crate) fn SquareCode(props: &Props) -> Html {
    let drawn =
        use_memo(props.text.clone(), |text| QrCode::encode_text(text, QrCodeEcc::Low).ok().map(|code| path(&code)));
    let Some((size, path)) = &*drawn else { return Html::default() };
    html! {
        <svg class="square-code" viewBox={format!("0 0 {size} {size}")} role="img" aria-label={props.label.clone()}
            shape-rendering="crispEdges">
            <rect width="100%" height="100%" class="square-code-light" />
            <path d={path.clone()} class="square-code-dark" />
        </svg>
    }
}

/// The edge's length with the quiet zone, and each row's dark runs.
fn path(code: &QrCode) -> (i32, String) {
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                // Writing to a string does not fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + QUIET, y + QUIET, x - start, x - start);
            }
            x += 1;
        }
    }
    (size + 2 * QUIET, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::encode_text("https://marram.example/#a-link", QrCodeEcc::Low).unwrap();
        let (size, path) = path(&code);
        assert_eq!(size, code.size() + 8);
        let runs = path.split('M').skip(1).map(|run| {
            let (_, run) = run.split_once('h').unwrap();
            run.split_once('v').unwrap().0.parse::<i32>().unwrap()
        });
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        assert_eq!(runs.sum::<i32>() as usize, dark.filter(|(x, y)| code.get_module(*x, *y)).count());
    }

    #[test]
    fn a_link_fits_with_room_to_spare() {
        let link = format!("https://marram.wexmoor-constabulary.example/#{}", "A".repeat(1_400));
        assert!(QrCode::encode_text(&link, QrCodeEcc::Low).unwrap().size() <= 145);
    }
}
