/**
 * A store that forgets everything when the process ends, for tests and trials. Imports {@code session} and
 * {@code store} only.
 */
@NullMarked
package io.highwater.store.memory;

import org.jspecify.annotations.NullMarked;
