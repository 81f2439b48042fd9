//! Writes the files below `vectors/`, always the same: from fixed keys, without clock or randomness.
//!
//! Run by hand after a deliberate change of the protocol; `tests/vectors.rs` fails while the files differ. With a folder
//! as its argument it writes the bare bytes of every vector there instead: seeds for a fuzz target.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::{env, fs, io};
use support::vector_file::{VectorFile, folder};

fn main() -> io::Result<()> {
    if let Some(folder) = env::args_os().nth(1) {
        return write_seeds(Path::new(&folder));
    }
    write("good", &support::good::all())?;
    write("bad", &support::bad::all())?;
    write("strings", &support::strings::all())
}

fn write(kind: &str, vectors: &[VectorFile]) -> io::Result<()> {
    let folder = folder(kind);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for vector in vectors {
        fs::write(folder.join(format!("{}.txt", vector.name)), vector.write())?;
    }
    println!("{}: {} vectors", folder.display(), vectors.len());
    Ok(())
}

fn write_seeds(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for vector in support::good::all().iter().chain(&support::bad::all()) {
        fs::write(folder.join(&vector.name), vector.bytes())?;
    }
    Ok(())
}
