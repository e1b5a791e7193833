/**
 * An existing endpoint and the request it was made for: what is remembered of a request whose body comes over several
 * connections, how it is shown to the endpoint as one, and the endpoint's response to be given again. Knows no
 * protocol.
 */
@NullMarked
package io.highwater.servlet.endpoint;

import org.jspecify.annotations.NullMarked;
