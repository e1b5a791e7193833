package io.highwater.servlet.endpoint;

import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.jspecify.annotations.Nullable;

/** A part of a multipart body, in memory or in a file at {@code location}. */
record FileUploadPart(DiskFileItem item, Path location) implements Part {

    @Override
    public InputStream getInputStream() throws IOException {
        return item.getInputStream();
    }

    @Override
    public @Nullable String getContentType() {
        return item.getContentType();
    }

    @Override
    public String getName() {
        return item.getFieldName();
    }

    @Override
    public @Nullable String getSubmittedFileName() {
        return item.getName();
    }

    @Override
    public long getSize() {
        return item.getSize();
    }

    @Override
    public void write(String fileName) throws IOException {
        item.write(location.resolve(fileName));
    }

    @Override
    public void delete() throws IOException {
        item.delete();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return item.getHeaders().getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return all(item.getHeaders().getHeaders(name));
    }

    @Override
    public Collection<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>(all(item.getHeaders().getHeaderNames()));
        return names;
    }

    private static List<String> all(Iterator<String> values) {
        List<String> all = new ArrayList<>();
        values.forEachRemaining(all::add);
        return all;
    }
}
