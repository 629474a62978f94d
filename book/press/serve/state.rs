//! What is served: the last site that was built, and the error that keeps a newer one from being built.

use super::{live, watch::Watch};
use crate::site::{self, Use};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempDir;
use tokio::sync::watch;

/// How requests and pages learn of states.
pub type States = watch::Receiver<State>;

/// What is served at one moment.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The last site that built, and its generation.
    pub site: Option<(String, Arc<Site>)>,
    /// Why the files as they are now do not build; none if they do.
    pub error: Option<Arc<str>>,
}

impl State {
    /// Whether the first build has ended.
    pub fn is_ready(&self) -> bool {
        self.site.is_some() || self.error.is_some()
    }
}

/// A built site. Its folder is removed when the last request that reads from it is done.
#[derive(Debug)]
pub struct Site(PathBuf);

impl Site {
    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.0
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // What cannot be removed now goes with the folder of all sites.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Builds a site whenever something changed.
pub struct Builder {
    workspace: Workspace,
    sites: TempDir,
    states: watch::Sender<State>,
    built: usize,
}

impl Builder {
    /// A builder, and the states that it will publish.
    ///
    /// # Errors
    /// There is no room for temporary files.
    pub fn new(workspace: Workspace) -> Result<(Builder, States)> {
        let sites = tempfile::Builder::new()
            .prefix("workbook-")
            .tempdir()
            .context("no folder for the site can be made among the temporary files")?;
        let (states, receiver) = watch::channel(State::default());
        Ok((Builder { workspace, sites, states, built: 0 }, receiver))
    }

    /// What removes the folder of all sites when the server ends: the builder's thread is not waited for.
    pub fn sites(&self) -> SitesGuard {
        SitesGuard(self.sites.path().to_owned())
    }

    /// Builds, and builds again after each change, until nobody listens any more.
    pub fn run(mut self) {
        let watch = Watch::start(&self.workspace);
        // Taken before the build: what changes while it runs is seen as a change after it.
        let mut seen = watch.look();
        while !self.states.is_closed() {
            self.build();
            seen = watch.wait(&seen);
        }
    }

    fn build(&mut self) {
        let begun = Instant::now();
        self.built += 1;
        let generation = format!("{}-{}", std::process::id(), self.built);
        let dir = self.sites.path().join(&generation);
        let how = Use { live: Some(live::script(&generation)), site_url: Some("/".to_owned()) };
        let again = self.states.borrow().is_ready();
        match site::build(&self.workspace, &dir, &how) {
            Ok(()) => {
                if again {
                    println!("Rebuilt in {:.2} s", begun.elapsed().as_secs_f64());
                }
                let site = Some((generation, Arc::new(Site(dir))));
                self.states.send_replace(State { site, error: None });
            }
            Err(error) => {
                drop(Site(dir));
                let said = site::describe(&error);
                eprintln!("error: {said}");
                self.states.send_modify(|state| state.error = Some(said.into()));
            }
        }
    }
}

/// Removes the folder of all sites when the server ends.
pub struct SitesGuard(PathBuf);

impl Drop for SitesGuard {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
