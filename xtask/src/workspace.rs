//! Where the workspace is and what its manifests say.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand, Package, Target};

use crate::process::CommandLine;

/// The packages that users get, from the facade down.
pub(crate) const LIBRARIES: [&str; 4] = ["hel", "hel-route", "hel-notify", "hel-ring"];

/// The root of the workspace: this package's parent folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace's folder")
}

/// What the manifests of the workspace's own packages declare; dependencies are not resolved.
///
/// # Errors
///
/// When a manifest does not parse; the error holds cargo's words.
pub(crate) fn metadata() -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("the manifests cannot be read: `cargo metadata --no-deps` says why")
}

/// The folder of a package.
pub(crate) fn directory(package: &Package) -> PathBuf {
    package
        .manifest_path
        .parent()
        .map_or_else(|| root().to_path_buf(), |path| path.as_std_path().to_path_buf())
}

/// `path` as seen from the workspace's root, with forward slashes.
pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// A folder of its own for a build that another one's compiler or flags would throw away: `name`, inside of the target folder.
pub(crate) fn target_folder(metadata: &Metadata, name: &str) -> String {
    relative(metadata.target_directory.join(name).as_std_path())
}

/// The files that belong to the project, from the workspace's root: what git tracks, and what it would. One that is deleted
/// in the working tree is among them.
///
/// # Errors
///
/// Without git, and outside of a checkout.
pub(crate) fn files() -> Result<Vec<String>> {
    let listing = CommandLine::new("git", &["ls-files", "-z", "-co", "--exclude-standard"])
        .output(root())
        .context("this looks at the files that git knows: run it in a checkout, with git installed")?;
    Ok(listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// The packages that have an integration test of this name, in the order of the workspace's members.
pub(crate) fn packages_with_test(metadata: &Metadata, test: &str) -> Vec<String> {
    let is_it = |target: &Target| target.is_test() && target.name == test;
    let has_it = |package: &&&Package| package.targets.iter().any(is_it);
    metadata.workspace_packages().iter().filter(has_it).map(|package| package.name.to_string()).collect()
}

/// Out of the packages that have an integration test of this name, all or the one asked for.
///
/// # Errors
///
/// When none has one, or not the one asked for; the error names those that have.
pub(crate) fn chosen_with_test(
    metadata: &Metadata,
    test: &str,
    package: Option<&str>,
) -> Result<Vec<String>> {
    choose(packages_with_test(metadata, test), test, package)
}

fn choose(have: Vec<String>, test: &str, package: Option<&str>) -> Result<Vec<String>> {
    if have.is_empty() {
        bail!("no package has an integration test `{test}` yet: it belongs in tests/{test}/main.rs");
    }
    match package {
        None => Ok(have),
        Some(name) if have.iter().any(|package| package == name) => Ok(vec![name.to_owned()]),
        Some(name) => bail!("`{name}` has no integration test `{test}`; these have one: {}", have.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn have() -> Vec<String> {
        vec!["hel-ring".to_owned(), "hel-notify".to_owned()]
    }

    #[test]
    fn all_packages_or_the_one_asked_for() {
        assert_eq!(choose(have(), "loom", None).unwrap(), have());
        assert_eq!(choose(have(), "loom", Some("hel-notify")).unwrap(), ["hel-notify"]);
    }

    #[test]
    fn a_package_without_such_a_test_is_told_which_have_one() {
        let error = choose(have(), "loom", Some("hel")).unwrap_err().to_string();
        assert!(error.contains("hel-ring, hel-notify"), "{error}");
        assert!(choose(Vec::new(), "loom", None).is_err());
    }

    #[test]
    fn the_libraries_are_members() {
        let metadata = metadata().unwrap();
        for name in LIBRARIES {
            let package = metadata.packages.iter().find(|package| package.name.as_str() == name).unwrap();
            assert_eq!(relative(&directory(package)), name);
        }
    }
}
