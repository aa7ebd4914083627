//! The harness against a small server of its own.

use super::{Browser, BrowserError, Look};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use thirtyfour::prelude::*;

const GOOD: &str = "<!doctype html><html lang=\"zh-CN\"><head><title>好</title>\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
    <body><main><h1>你好</h1><noscript><p id=\"plain\">无脚本</p></noscript></main></body></html>";

const BAD: &str = "<!doctype html><html lang=\"zh-CN\"><head><title>坏</title></head>\
    <body><main><h1>你好</h1><img src=\"/nothing.png\"><svg width=\"3000\" height=\"9\"></svg><p style=\"width: 9px\">宽</p>\
    </main></body></html>";

const WIDE: &str = "<!doctype html><html lang=\"zh-CN\"><head><title>宽</title>\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
    <body><main><h1>你好</h1><svg width=\"430\" height=\"9\"></svg></main></body></html>";

/// Serves the pages under the strict policy that the product has.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let (status, body) = match request.split(' ').nth(1) {
                Some("/good") => ("200 OK", GOOD.to_owned()),
                Some("/bad") => ("200 OK", BAD.to_owned()),
                Some("/wide") => ("200 OK", WIDE.to_owned()),
                Some("/language") => ("200 OK", format!("<pre>{request}</pre>")),
                _ => ("404 Not Found", String::new()),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\
                 Content-Security-Policy: default-src 'none'; img-src 'self'\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_good_page_passes_and_a_bad_one_is_named() -> Result<(), BrowserError> {
    let (site, browser) = (serve(), Browser::start()?);
    let window = browser.open(Look::PHONE).await?;
    window.web.goto(format!("{site}/good")).await?;
    assert_eq!(window.axe().await?, Vec::<String>::new());
    assert!(!window.overflows().await?);
    window.web.goto(format!("{site}/wide")).await?;
    assert!(window.overflows().await?, "a little too wide for a phone, which zooms out");
    window.complaints().await?;
    window.web.goto(format!("{site}/bad")).await?;
    assert!(window.overflows().await?);
    let findings = window.axe().await?;
    assert!(findings.iter().any(|line| line.starts_with("image-alt:")), "{findings:?}");
    let complaints = window.complaints().await?.join("\n");
    assert!(complaints.contains("nothing.png"), "{complaints}");
    assert!(complaints.contains("Content Security Policy"), "{complaints}");
    window.close().await
}

#[tokio::test]
async fn screens_have_their_sizes_and_language() -> Result<(), BrowserError> {
    let (site, browser) = (serve(), Browser::start()?);
    for (look, expected, pixels) in
        [(Look::PHONE, (390, 844), 780), (Look::DESKTOP, (1440, 900), 1440)]
    {
        let window = browser.open(look).await?;
        window.web.goto(format!("{site}/good")).await?;
        let size = "return [window.innerWidth, window.innerHeight]";
        let size: (u32, u32) = window.web.execute(size, Vec::new()).await?.convert()?;
        assert_eq!(size, expected);
        let picture = window.picture().await?;
        assert_eq!(picture[..4], *b"\x89PNG");
        assert_eq!(picture[16..20], u32::to_be_bytes(pixels));
        window.web.goto(format!("{site}/language")).await?;
        let request = window.web.find(By::Tag("pre")).await?.text().await?;
        assert!(request.contains("Accept-Language: zh-CN"), "{request}");
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn scripts_can_be_off() -> Result<(), BrowserError> {
    let (site, browser) = (serve(), Browser::start()?);
    for (look, visible) in [(Look::PHONE, false), (Look::PHONE.without_scripts(), true)] {
        let window = browser.open(look).await?;
        window.web.goto(format!("{site}/good")).await?;
        assert_eq!(window.web.find(By::Id("plain")).await.is_ok(), visible, "{look:?}");
        // Questions to the page are answered either way; what waits for its own scripts is not.
        assert!(!window.overflows().await?);
        assert_eq!(window.axe().await.is_err(), visible, "{look:?}");
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_forgotten_window_is_closed_with_its_browser() -> Result<(), BrowserError> {
    let browser = Browser::start()?;
    let folder = browser.driver.folder().to_path_buf();
    let window = browser.open(Look::DESKTOP).await?;
    assert!(folder.join("profile-0").exists());
    std::mem::forget(window);
    drop(browser);
    assert!(!folder.exists());
    Ok(())
}
