"""What runs: the build and its kernels, an audit, JupyterLab, the command."""
