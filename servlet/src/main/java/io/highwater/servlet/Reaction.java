package io.highwater.servlet;

import java.io.IOException;

/** What is still to be done on the connection once the engine has done its part. */
@FunctionalInterface
interface Reaction {

    /** Does it, on a container thread. */
    void perform(Exchange exchange) throws IOException;
}
