//! 服务 — listens, and ends in good order when asked to.

use std::net::SocketAddr;
use std::sync::Arc;

use kernel::Kernel;
use tokio::net::TcpListener;

/// Serves until the process is told to stop.
///
/// # Errors
/// What the system says when the address cannot be served.
pub async fn run(kernel: Arc<Kernel>, listener: TcpListener) -> std::io::Result<()> {
    let router = crate::compose::router(&kernel).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
    kernel.db.close().await;
    Ok(())
}

/// Ctrl-C or SIGTERM.
pub async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => {
            let _ = interrupt.await;
            return;
        }
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
