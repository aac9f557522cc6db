//! Progress bars on stderr, only on a terminal.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mailties::pipeline::Watch;

/// One bar at a time: bytes while mail is read, a line for each later stage.
pub struct Progress {
    bar: ProgressBar,
    stage: Mutex<String>,
}

impl Progress {
    /// Hidden when quiet or when stderr is no terminal.
    pub fn new(quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(8)
        };
        Self {
            bar: ProgressBar::with_draw_target(Some(0), target),
            stage: Mutex::default(),
        }
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn stage(&self, name: &str) {
        let bytes = name == "reading";
        let template = if bytes {
            "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}"
        } else {
            "{spinner} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_message(name.to_owned());
        if let Ok(mut stage) = self.stage.lock() {
            name.clone_into(&mut stage);
        }
        self.bar.tick();
    }

    fn reading(&self, done: u64, total: u64, messages: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.bar
            .set_message(format!("reading, {messages} messages"));
    }
}
