/** Resumable uploads as a servlet. */
@NullMarked
package io.highwater.servlet;

import org.jspecify.annotations.NullMarked;
