//! The command line. It needs Unix: it kills process groups and starts a shell.

fn main() -> anyhow::Result<()> {
    #[cfg(not(unix))]
    anyhow::bail!("shard-bridge needs Unix");
    #[cfg(unix)]
    shard_bridge::cli::main()
}
