//! The platform of the benches: two canned pages, in a process of its own so that its work is
//! not counted.

use crate::{Operation, pages};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// Prints the address and answers until standard input ends.
pub fn serve() -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    writeln!(io::stdout(), "http://{}", listener.local_addr()?)?;
    std::thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || answer(connection));
        }
    });
    io::stdin().read_to_end(&mut Vec::new()).map(|_| ())
}

fn answer(mut connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let answers = Operation::ALL.map(|operation| (operation.path(), whole(operation)));
    let mut requests = BufReader::new(connection.try_clone()?);
    while let Some(target) = next_target(&mut requests)? {
        let known = answers.iter().find(|(path, _)| target.starts_with(path));
        let Some((_, answer)) = known else { return Ok(()) };
        connection.write_all(answer)?;
    }
    Ok(())
}

/// Head and body in one piece, so that they arrive as they would from a fast server.
fn whole(operation: Operation) -> Vec<u8> {
    let body = pages::body(operation);
    let head = [
        "HTTP/1.1 200 OK".to_owned(),
        "content-type: application/json; charset=utf-8".to_owned(),
        format!("content-length: {}", body.len()),
        "date: Fri, 20 Nov 2026 08:00:00 GMT".to_owned(),
        "x-request-id: 20261120080000000000000000000000".to_owned(),
        "x-tt-logid: 20261120080000000000000000000000".to_owned(),
    ];
    [format!("{}\r\n\r\n", head.join("\r\n")).as_bytes(), &body].concat()
}

/// The target of the next request; what follows it in the head is passed over.
fn next_target(requests: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut first = String::new();
    if requests.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut line = String::new();
    while requests.read_line(&mut line)? > 2 {
        line.clear();
    }
    Ok(first.split(' ').nth(1).map(str::to_owned))
}

/// A server that runs; it ends when this is dropped.
pub struct Server {
    process: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Starts the program that serves.
    pub fn start(program: &str) -> io::Result<Self> {
        let mut command = Command::new(program);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut address)?;
        }
        Ok(Self { process, address: address.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // It ends by itself; how, is nobody's business any more.
        let _ = self.process.wait();
    }
}
