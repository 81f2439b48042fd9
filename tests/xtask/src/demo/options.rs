//! What can be asked of a demo.

/// Whom one plays unless told otherwise: those whom the guide needs.
const DEFAULT_PLAYED: [&str; 1] = ["mina"];

/// One demo's wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Who is played by whoever runs the demo, by first name in small letters; the others play themselves.
    pub(crate) play: Vec<String>,
    /// Play everybody in browsers that nobody sees.
    pub(crate) headless: bool,
    /// Go on with what the last demo stored.
    pub(crate) keep: bool,
}

impl Options {
    /// Reads them from the command line.
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self { play: DEFAULT_PLAYED.map(str::to_owned).to_vec(), headless: false, keep: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match *argument {
                "--headless" => options.headless = true,
                "--keep" => options.keep = true,
                "--play" => {
                    let names = rest.next().ok_or("--play needs names, as in --play ruth,mina")?;
                    options.play = names
                        .split(',')
                        .map(|name| name.trim().to_lowercase())
                        .filter(|name| !name.is_empty())
                        .collect();
                    if options.play.is_empty() {
                        return Err("--play names nobody".into());
                    }
                }
                other => return Err(format!("cargo xtask demo does not know {other}")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_wishes_one_plays_those_whom_the_guide_needs() {
        let options = Options::parse(&[]).unwrap();
        assert_eq!((options.play.len(), options.headless, options.keep), (1, false, false));
    }

    #[test]
    fn names_may_be_written_with_capitals_and_blanks() {
        let options = Options::parse(&["--play", "Ruth, Mina", "--headless", "--keep"]).unwrap();
        assert_eq!(
            (options.play, options.headless, options.keep),
            (vec!["ruth".to_owned(), "mina".into()], true, true)
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(Options::parse(&["--paly", "ruth"]).is_err());
        assert!(Options::parse(&["--play"]).is_err());
        assert!(Options::parse(&["--play", ","]).is_err());
    }
}
