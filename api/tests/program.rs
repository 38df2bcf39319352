//! Cargo builds the program before any test runs because of this one; the tests of the whole marketplace start it too.

use std::process::Command;

#[test]
fn the_program_tells_its_version() {
    let program = env!("CARGO_BIN_EXE_microfluence");
    let output = Command::new(program).arg("--version").output().unwrap();
    let version = format!("microfluence {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), version);
}
