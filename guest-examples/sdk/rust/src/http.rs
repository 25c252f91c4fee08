use crate::encoding::{list_of, pairs, put_item, read, read_stream, Reader};
use crate::error::{check, check_i64, Result};
use crate::form::Form;
use crate::imports;

/// Reads the request, and sends what the handler answers; see [`on!`](crate::on).
pub fn serve(handler: fn(Request) -> Result<Response>) {
    crate::run(|| handler(Request::read()?)?.send());
}

/// The HTTP request that this event is.
pub struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
}

impl Request {
    fn read() -> Result<Request> {
        let head = read(|out, cap| unsafe { imports::http_request_head(out, cap) })?;
        let mut reader = Reader(&head);
        Ok(Request {
            method: reader.text_item()?,
            url: reader.text_item()?,
            headers: pairs(&mut reader)?,
        })
    }

    pub fn method(&self) -> &str {
        &self.method
    }

    /// `http://{object}.{namespace}/{path}?{query}`, as it came.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path, beginning with `/`, still percent-encoded.
    pub fn path(&self) -> &str {
        self.path_and_query().0
    }

    /// What stands behind the `?`; empty if there is none.
    pub fn query(&self) -> &str {
        self.path_and_query().1
    }

    fn path_and_query(&self) -> (&str, &str) {
        // The third slash of http://host/ is where the path begins.
        let path = self.url.match_indices('/').nth(2).map_or("/", |(at, _)| &self.url[at..]);
        path.split_once('?').unwrap_or((path, ""))
    }

    /// The fields of the query, decoded.
    pub fn query_fields(&self) -> Form {
        Form::parse(self.query().as_bytes())
    }

    /// The first header of that name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Whether it asks for a WebSocket: then it can be accepted.
    pub fn is_upgrade(&self) -> bool {
        self.header("upgrade").map_or(false, |value| value.eq_ignore_ascii_case("websocket"))
    }

    /// The body, as far as it was not read yet; `Limit` if it has more than `size_max` bytes.
    pub fn body(&self, size_max: usize) -> Result<Vec<u8>> {
        read_stream(size_max, |out, cap| unsafe { imports::http_request_body(out, cap) })
    }
}

/// A whole reply.
pub struct Response {
    status: u16,
    headers: Vec<u8>,
    body: Vec<u8>,
    has_head: bool,
}

impl Response {
    pub fn new(status: u16) -> Response {
        Response { status, headers: Vec::new(), body: Vec::new(), has_head: true }
    }

    /// After [`ws::accept`](crate::ws::accept): only headers go with the acceptance.
    pub fn upgraded() -> Response {
        Response::new(200)
    }

    /// What [`supervisor::forward`](crate::supervisor::forward) answers with: nothing to send.
    pub(crate) fn left_to_another() -> Response {
        Response::continued(Vec::new())
    }

    /// More of a reply whose head was [sent](Response::send) before a [`flush`].
    pub fn continued(body: impl Into<Vec<u8>>) -> Response {
        Response { has_head: false, ..Response::new(200).body(body) }
    }

    pub fn text(status: u16, body: impl Into<Vec<u8>>) -> Response {
        Response::new(status).header("content-type", "text/plain; charset=utf-8").body(body)
    }

    pub fn html(status: u16, body: impl Into<Vec<u8>>) -> Response {
        Response::new(status).header("content-type", "text/html; charset=utf-8").body(body)
    }

    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Response {
        Response::new(status).header("content-type", "application/json").body(body)
    }

    /// 303: what a browser does next with a GET.
    pub fn see_other(location: &str) -> Response {
        Response::new(303).header("location", location)
    }

    /// 405, with the methods that would do: `"GET, POST"`.
    pub fn not_allowed(methods: &str) -> Response {
        Response::text(405, "method not allowed\n").header("allow", methods)
    }

    pub fn header(mut self, name: &str, value: &str) -> Response {
        put_item(&mut self.headers, name.as_bytes());
        put_item(&mut self.headers, value.as_bytes());
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Response {
        self.body = body.into();
        self
    }

    /// Gives the reply to the host, which sends it when the event's writes are durable.
    pub fn send(self) -> Result<()> {
        let Response { status, headers, body, has_head } = self;
        if has_head {
            check(unsafe {
                imports::http_response_head(status.into(), headers.as_ptr(), headers.len())
            })?;
        }
        if !body.is_empty() {
            check(unsafe { imports::http_response_body(body.as_ptr(), body.len()) })?;
        }
        Ok(())
    }
}

/// Commits, and sends what was written of the reply so far.
pub fn flush() -> Result<()> {
    check(unsafe { imports::http_flush() }).map(drop)
}

/// A reply that stays open after its event, for later events to write to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stream(pub i64);

impl Stream {
    /// Keeps this event's reply open.
    pub fn detach() -> Result<Stream> {
        check_i64(unsafe { imports::http_detach() }).map(Stream)
    }

    pub fn write(self, bytes: &[u8]) -> Result<()> {
        check(unsafe { imports::http_stream_write(self.0, bytes.as_ptr(), bytes.len()) }).map(drop)
    }

    pub fn close(self) -> Result<()> {
        check(unsafe { imports::http_stream_close(self.0) }).map(drop)
    }
}

/// What somebody else replied. Closed when dropped.
pub struct Reply {
    handle: i32,
}

impl Reply {
    pub(crate) fn of(result: i32) -> Result<Reply> {
        check(result).map(|handle| Reply { handle: handle as i32 })
    }

    pub fn status(&self) -> Result<u16> {
        check(unsafe { imports::http_reply_status(self.handle) }).map(|status| status as u16)
    }

    pub fn headers(&self) -> Result<Vec<(String, String)>> {
        let list = read(|out, cap| unsafe { imports::http_reply_headers(self.handle, out, cap) })?;
        pairs(&mut Reader(&list))
    }

    /// The body, as far as it was not read yet; `Limit` if it has more than `size_max` bytes.
    pub fn body(&self, size_max: usize) -> Result<Vec<u8>> {
        read_stream(size_max, |out, cap| unsafe { imports::http_reply_body(self.handle, out, cap) })
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        unsafe { imports::http_reply_close(self.handle) };
    }
}

/// A request to the world, where the supervisor allows it. Commits what was written so far.
pub fn fetch(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Reply> {
    let head = request_head(method, url, headers);
    Reply::of(unsafe { imports::http_fetch(head.as_ptr(), head.len(), body.as_ptr(), body.len()) })
}

pub(crate) fn request_head(method: &str, url: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut head = list_of([method, url]);
    for (name, value) in headers {
        put_item(&mut head, name.as_bytes());
        put_item(&mut head, value.as_bytes());
    }
    head
}
