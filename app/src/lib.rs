//! 安居 — composition only: the command line, the installation, the worker, the demo town,
//! the simulators, and `Town` for the stories.

pub mod cli;
pub mod compose;
pub mod config;
pub mod demo;
pub mod desk;
pub mod outside;
pub mod serve;
pub mod sim;
pub mod town;
pub mod work;
