//! Writes the files below `vectors/`, always the same: from fixed keys, without clock or randomness.
//!
//! Run by hand after a deliberate change of the protocol; `tests/vectors.rs` fails while the files differ.

#[path = "../tests/support/mod.rs"]
mod support;

use std::{fs, io};
use support::vector_file::{VectorFile, folder};

fn main() -> io::Result<()> {
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
