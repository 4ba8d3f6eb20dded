//! Rebuilds the crate when a migration or a layout changes: both are embedded.
fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=templates");
}
