package io.highwater.campaign;

/** What is done to a system call, and to those of its name after it. */
enum Fault {
    KILL("SIGKILL", "signal=KILL", ""),
    EIO("EIO once", "error=EIO", ""),
    EIO_EVER("EIO from then on", "error=EIO", "+"),
    ENOSPC("ENOSPC once", "error=ENOSPC", ""),
    ENOSPC_EVER("ENOSPC from then on", "error=ENOSPC", "+");

    private final String title;
    private final String action;
    private final String repeated;

    Fault(String title, String action, String repeated) {
        this.title = title;
        this.action = action;
        this.repeated = repeated;
    }

    String title() {
        return title;
    }

    /** As strace is told. */
    String at(SystemCalls.Call call) {
        return "inject=" + call.name() + ":" + action + ":when=" + call.ordinal() + repeated;
    }
}
