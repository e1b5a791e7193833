/** Resumable uploads as a servlet and as a filter. */
@NullMarked
package io.highwater.servlet;

import org.jspecify.annotations.NullMarked;
