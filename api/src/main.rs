//! The binary: `microfluence`.

fn main() -> anyhow::Result<()> {
    api::run()
}
