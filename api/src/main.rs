//! The binary: `microfluence`.

fn main() -> std::process::ExitCode {
    api::run()
}
