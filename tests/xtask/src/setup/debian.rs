//! Installs Debian packages, as root or with sudo, and says beforehand which and why.

use super::Wanted;
use crate::{
    paths::{on_path, root},
    steps::call,
};
use std::{fs, process::Command};

/// Installs all of them in one go.
pub(super) fn install(wanted: &[Wanted]) -> Result<(), String> {
    let packages = wanted.iter().flat_map(|one| one.packages.iter().copied()).collect::<Vec<_>>();
    for one in wanted {
        println!("needs {}: {}", one.packages.join(" "), one.why);
    }
    if !on_path("apt-get") {
        return Err(format!(
            "this is no Debian system, so please install by hand what these Debian packages hold: {}.{}",
            packages.join(" "),
            if packages.contains(&"rustc-web") {
                " For the compiler, `rustup target add wasm32-unknown-unknown` is enough."
            } else {
                ""
            }
        ));
    }
    let as_root = is_root();
    if !as_root && !on_path("sudo") {
        return Err(format!("neither root nor sudo; please have somebody run: apt-get install {}", packages.join(" ")));
    }
    apt(as_root, &["update"])?;
    apt(as_root, &[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())
}

/// Runs apt-get. What it has to say fills pages, so that goes to a file, and is shown if it fails.
fn apt(as_root: bool, arguments: &[&str]) -> Result<(), String> {
    let log = root().join("target/set-up.log");
    let problem = |error: std::io::Error| format!("{}: {error}", log.display());
    fs::create_dir_all(root().join("target")).map_err(problem)?;
    let file = fs::File::create(&log).map_err(problem)?;
    let mut command = Command::new(if as_root { "env" } else { "sudo" });
    if !as_root {
        command.arg("env");
    }
    command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"])
        .args(arguments)
        .stdout(file.try_clone().map_err(problem)?)
        .stderr(file);
    println!("runs {}: apt-get {}", if as_root { "as root" } else { "with sudo" }, arguments.join(" "));
    call(&mut command).map_err(|problem| format!("{problem}\n{}", fs::read_to_string(&log).unwrap_or_default()))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
