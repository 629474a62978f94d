//! Requests: a file of the site as it is now, or the page that says why there is none.

use super::live;
use super::state::States;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};

/// What every request needs.
#[derive(Clone)]
pub struct Desk {
    /// The states, newest last.
    pub states: States,
    /// Whether the server listens on a loopback address only.
    pub loopback: bool,
}

/// The whole server.
pub fn router(states: States, loopback: bool) -> Router {
    Router::new().route(live::PATH, get(live::connect)).fallback(page).with_state(Desk { states, loopback })
}

async fn page(Shared(mut desk): Shared<Desk>, request: Request) -> Response {
    if !desk.knows_host(request.headers()) {
        return refused("this server answers to localhost only; start it with --host to serve others");
    }
    // The first request may come while the first build runs: it waits, and gets the book.
    let state = match desk.states.wait_for(|state| state.is_ready()).await {
        Ok(state) => state.clone(),
        Err(_) => return refused("the server is ending"),
    };
    let mut response = match &state.site {
        Some((_, site)) => {
            let not_found = ServeFile::new(site.dir().join("404.html"));
            // `site` is held until the file is open; an open file outlives its folder.
            match ServeDir::new(site.dir()).not_found_service(not_found).try_call(request).await {
                Ok(response) => response.map(Body::new),
                Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
            }
        }
        None => {
            let said = state.error.as_deref().unwrap_or_default();
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::INTERNAL_SERVER_ERROR, html, live::error_page(said)).into_response()
        }
    };
    // The next request may belong to the next site.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer to who is not served.
pub fn refused(why: &'static str) -> Response {
    (StatusCode::FORBIDDEN, why).into_response()
}

impl Desk {
    /// Whether the request is for this server by a name of this machine. A page of another site could point a name
    /// of its own here, and would then read the answers.
    pub fn knows_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
        !self.loopback || is_local(host)
    }

    /// Whether a page of this server opened the socket. Other programs send no origin, and may.
    pub fn knows_origin(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        matches!((origin, host), (Some((_, origin)), Some(host)) if origin == host)
    }
}

fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_local_and_others_are_not() {
        for host in ["localhost:3000", "127.0.0.1", "127.0.0.1:4000", "[::1]:3000", "book.localhost:1"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["example.org:3000", "localhost.example.org", "10.0.0.1:3000", ""] {
            assert!(!is_local(host), "{host}");
        }
    }
}
