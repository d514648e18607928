//! A bar on a terminal, a line for each wait and each twentieth of the windows elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use larkspur::{Event, Progress};
use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the harvest tells its events to.
pub(crate) fn listener() -> impl Fn(&Event) + Send + Sync {
    let terminal = std::io::stderr().is_terminal();
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    // The template is a constant, and the default is no reason to stop.
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} windows  {msg}") {
        bar.set_style(style);
    }
    let told = AtomicU64::new(0);
    move |event| match event {
        Event::Page(progress) | Event::Window(progress) if terminal => show(&bar, progress),
        Event::Window(progress) => {
            let twentieth = progress.windows_done * 20 / progress.windows.max(1);
            if told.fetch_max(twentieth, Ordering::Relaxed) < twentieth {
                say(progress);
            }
        }
        Event::Waiting { cause, pause, .. } if terminal => {
            bar.set_message(format!("waiting {:.0?} ({cause:?})", pause));
        }
        Event::Waiting { cause, pause, .. } if pause.as_secs() >= 1 => {
            anstream::eprintln!("waiting {pause:.0?} ({cause:?})");
        }
        _ => {}
    }
}

fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_length(progress.windows);
    bar.set_position(progress.windows_done);
    bar.set_message(format!("{} items", progress.items));
}

fn say(progress: &Progress) {
    let Progress { windows_done, windows, items, .. } = progress;
    anstream::eprintln!("{windows_done} of {windows} windows, {items} items in this run");
}
