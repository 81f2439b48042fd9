mod io; pub use io::*; pub struct Engine;
