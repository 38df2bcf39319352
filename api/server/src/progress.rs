//! Signs of life of what takes long: drawn on stderr, and only where that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How far something has come.
pub struct Progress(ProgressBar);

impl Progress {
    /// Of something in so many steps.
    pub fn over(steps: usize, what: &'static str) -> Self {
        let bar = ProgressBar::new(count(steps)).with_message(what);
        // The template is ours: it cannot be malformed.
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {percent} %, {eta} left")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// Of something nobody looks at.
    pub fn unseen() -> Self {
        Self(ProgressBar::hidden())
    }

    /// There are more steps than were known.
    pub fn grows(&self, steps: usize) {
        self.0.inc_length(count(steps));
    }

    /// One step was taken.
    pub fn advances(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Waits for something of which nobody knows how far it has come.
pub async fn awaiting<T>(what: &'static str, work: impl Future<Output = T>) -> T {
    let spinner = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(200));
    let done = work.await;
    spinner.finish_and_clear();
    done
}

fn count(steps: usize) -> u64 {
    u64::try_from(steps).unwrap_or(u64::MAX)
}
