//! Installs Debian packages, as root or with sudo, and says beforehand which and why.

use super::Wanted;
use crate::{paths::on_path, steps::call};
use std::process::Command;

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
    let apt = |arguments: &[&str]| {
        let mut command = if as_root { Command::new("env") } else { Command::new("sudo") };
        if !as_root {
            command.arg("env");
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]).args(arguments);
        println!("runs {} apt-get {}", if as_root { "as root:" } else { "with sudo:" }, arguments.join(" "));
        call(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
