//! Long-lived tasks: started again when they panic, and known to whoever asks how the process is.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::FutureExt;
use tokio::sync::watch;

/// The pause after a first panic; twice as long after each further one.
const PAUSE_MIN: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 200 });
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// How long a task must run until an earlier panic does not count any more.
const SOUND_AFTER: Duration = Duration::from_secs(60);
/// Panics in a row from which on a task counts as failing.
const PANICS_MAX: u32 = 3;

/// The long-lived tasks of a process. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Tasks(Arc<Mutex<BTreeMap<&'static str, Standing>>>);

/// How a task is.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// Panics since the process began.
    panics: u64,
    /// Those without a sound while between them.
    in_a_row: u32,
    last: Option<Instant>,
}

impl Tasks {
    /// Runs a task until it ends by itself. Each panic is logged and counted, and the task is begun again after a pause,
    /// unless the process is told to stop.
    pub async fn keep<T>(
        &self,
        name: &'static str,
        mut stop: watch::Receiver<bool>,
        task: impl Fn() -> T,
    ) where
        T: Future<Output = ()>,
    {
        self.of(|tasks| {
            tasks.entry(name).or_default();
        });
        loop {
            // What the task held is dropped; all that others see is kept whole by its own locks.
            let ended = AssertUnwindSafe(async { task().await })
                .catch_unwind()
                .await;
            let Err(panic) = ended else { return };
            let pause = self.panicked(name);
            let cause = words(&*panic);
            tracing::error!(task = name, cause, ?pause, "task: panicked; restarting");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.wait_for(|is_over| *is_over) => return,
            }
        }
    }

    /// Names of the tasks that keep panicking.
    pub fn failing(&self) -> Vec<&'static str> {
        self.of(|tasks| {
            let failing = tasks.iter().filter(|(_, standing)| standing.is_failing());
            failing.map(|(name, _)| *name).collect()
        })
    }

    /// How often each task has panicked.
    pub fn panics(&self) -> BTreeMap<&'static str, u64> {
        self.of(|tasks| {
            let counts = tasks.iter();
            counts
                .map(|(name, standing)| (*name, standing.panics))
                .collect()
        })
    }

    /// Counts a panic, and tells how long to pause.
    fn panicked(&self, name: &'static str) -> Duration {
        self.of(|tasks| {
            let standing = tasks.entry(name).or_default();
            let is_sound = !standing.is_recent();
            standing.in_a_row = if is_sound { 1 } else { standing.in_a_row + 1 };
            standing.panics += 1;
            standing.last = Some(Instant::now());
            let doublings = (standing.in_a_row - 1).min(16);
            (PAUSE_MIN * 2_u32.pow(doublings)).min(PAUSE_MAX)
        })
    }

    fn of<T>(&self, look: impl FnOnce(&mut BTreeMap<&'static str, Standing>) -> T) -> T {
        let mut tasks: MutexGuard<'_, _> = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(&mut tasks)
    }
}

impl Standing {
    /// The last panic is not long ago, as seen after the longest pause.
    fn is_recent(self) -> bool {
        self.last
            .is_some_and(|last| last.elapsed() < SOUND_AFTER + PAUSE_MAX)
    }

    fn is_failing(self) -> bool {
        self.in_a_row >= PANICS_MAX && self.is_recent()
    }
}

/// What a panic said.
pub fn words(panic: &(dyn Any + Send)) -> &str {
    if let Some(words) = panic.downcast_ref::<&str>() {
        words
    } else if let Some(words) = panic.downcast_ref::<String>() {
        words
    } else {
        "no words"
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_begins_again_and_says_so_when_it_keeps_panicking() {
        let tasks = Tasks::default();
        let (_stop, stopped) = watch::channel(false);
        let runs = AtomicU32::new(0);
        let kept = tasks.keep("clocks", stopped, || async {
            let run = runs.fetch_add(1, Ordering::SeqCst);
            let failing = if run < PANICS_MAX {
                vec![]
            } else {
                vec!["clocks"]
            };
            assert_eq!(tasks.failing(), failing);
            assert!(run >= 5, "run {run}");
        });
        kept.await;
        assert_eq!(runs.load(Ordering::SeqCst), 6);
        assert_eq!(tasks.panics()["clocks"], 5);
    }

    #[tokio::test]
    async fn a_pause_ends_when_the_process_does() {
        let tasks = Tasks::default();
        let (stop, stopped) = watch::channel(false);
        stop.send_replace(true);
        tasks
            .keep("clocks", stopped, || async { panic!("at once") })
            .await;
        assert_eq!(tasks.panics()["clocks"], 1);
    }

    #[test]
    fn pauses_grow_up_to_a_minute() {
        let tasks = Tasks::default();
        let pauses: Vec<Duration> = (0..12).map(|_| tasks.panicked("tail")).collect();
        assert_eq!(pauses[..3], [1, 2, 4].map(|times| PAUSE_MIN * times));
        let later: Vec<Duration> = (0..20).map(|_| tasks.panicked("tail")).collect();
        assert_eq!(later[19], PAUSE_MAX);
    }
}
