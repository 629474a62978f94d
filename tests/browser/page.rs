//! A tab, and what a reader does in it: open, press, type, resize, look.

use crate::chromium::{Chromium, PATIENCE};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// A tab of a browser of its own.
pub struct Page {
    browser: Chromium,
    session: String,
}

/// Which theme and how wide: what a screenshot or an audit is taken of.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// One of mdBook's themes.
    pub theme: &'static str,
    /// The width of the window, in CSS pixels.
    pub width: u32,
}

impl Page {
    /// Opens an empty tab.
    pub fn open(mut browser: Chromium) -> Self {
        let target = browser.call("", "Target.createTarget", json!({ "url": "about:blank" })).expect("a tab opens");
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("", "Target.attachToTarget", attach).expect("the tab can be attached to");
        let session = attached["sessionId"].as_str().expect("a session has an id").to_owned();
        let mut page = Page { browser, session };
        for domain in ["Page.enable", "Runtime.enable", "Network.enable"] {
            page.call(domain, json!({}));
        }
        page.resize(1280);
        page
    }

    /// Sends a DevTools command to this tab.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.browser.call(&self.session, method, params).unwrap_or_else(|e| panic!("{e}"))
    }

    /// Opens an address and waits until it has loaded.
    pub fn go(&mut self, url: &str) {
        self.browser.take_events("Page.loadEventFired");
        let answer = self.call("Page.navigate", json!({ "url": url }));
        assert!(answer.get("errorText").is_none(), "{url} does not open: {answer}");
        // A step within one page (`#...`) loads nothing.
        if answer.get("loaderId").is_some() {
            self.browser.wait_for("Page.loadEventFired");
        }
    }

    /// The value of a JavaScript expression, after its promise if it is one.
    pub fn eval(&mut self, script: &str) -> Value {
        self.try_eval(script).unwrap_or_else(|e| panic!("{script}\n{e}"))
    }

    fn try_eval(&mut self, script: &str) -> Result<Value, String> {
        let params = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        let answer = self.browser.call(&self.session, "Runtime.evaluate", params)?;
        match answer.get("exceptionDetails") {
            Some(thrown) => Err(thrown["exception"]["description"].to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// The text that a script yields.
    pub fn text(&mut self, script: &str) -> String {
        let value = self.eval(script);
        value.as_str().unwrap_or_else(|| panic!("{script} yields {value}, not text")).to_owned()
    }

    /// Waits until a script yields true. A page that is being replaced meanwhile is asked again.
    pub fn until(&mut self, script: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.try_eval(script) != Ok(Value::Bool(true)) {
            let seen = self.try_eval("document.querySelector('main')?.innerText.slice(0, 400)");
            assert!(Instant::now() < deadline, "never came true: {script}\nthe page says: {seen:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses and releases a key: `ArrowRight`, `Home`, ` `, `s`.
    pub fn press(&mut self, key: &str) {
        let code = match key {
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            "Home" => 36,
            "End" => 35,
            "Enter" => 13,
            "Tab" => 9,
            " " => 32,
            letter => u32::from(letter.to_ascii_uppercase().as_bytes()[0]),
        };
        let text = if key.len() == 1 { key } else { "" };
        let named = if key == " " { "Space" } else { key };
        let mut event =
            json!({ "type": "keyDown", "key": key, "code": named, "windowsVirtualKeyCode": code, "text": text });
        if key == "Enter" {
            event["text"] = "\r".into();
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Types letters where the focus is, key by key: mdBook's search listens to keys.
    pub fn type_letters(&mut self, letters: &str) {
        for letter in letters.chars() {
            self.press(&letter.to_string());
        }
    }

    /// Makes the window `width` CSS pixels wide; below 600 it is a phone.
    pub fn resize(&mut self, width: u32) {
        let phone = width < 600;
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": phone });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Turns scripts on or off for the pages to come.
    pub fn scripts(&mut self, on: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !on }));
    }

    /// Opens an address with a theme chosen before, in a window of that width.
    pub fn go_in(&mut self, url: &str, look: Look) {
        self.resize(look.width);
        // Of several such scripts the last one wins.
        let choose = format!("try {{ localStorage.setItem('mdbook-theme', '{}') }} catch {{}}", look.theme);
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": choose }));
        self.go(url);
        let class = format!("document.documentElement.classList.contains('{}')", look.theme);
        assert_eq!(self.eval(&class), true, "{url} is not shown in {}", look.theme);
    }

    /// The addresses of everything that was asked for since the tab opened or since the last call.
    pub fn requests(&mut self) -> Vec<String> {
        let sent = self.browser.take_events("Network.requestWillBeSent");
        sent.iter().map(|event| event["request"]["url"].as_str().expect("a request has a URL").to_owned()).collect()
    }

    /// Writes a PNG of the whole page.
    pub fn screenshot(&mut self, file: &Path) {
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true }));
        let png = from_base64(shot["data"].as_str().expect("a screenshot has data"));
        std::fs::write(file, png).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    let (mut out, mut held, mut bits) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    out
}
