package io.highwater.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;

/** Parses multipart bodies by the optional library. The only class that needs it, with {@link FileUploadPart}. */
final class FileUploadParser {

    /** Of one part; there may be a thousand. */
    private static final int MAX_IN_MEMORY = 64 << 10;

    /** The parser's default is too small for long file names. */
    private static final int MAX_PART_HEADER = 8 << 10;

    private FileUploadParser() {}

    /** What is parsed, and how. */
    record Source(HttpServletRequest request, StoredBody body, MultipartSettings settings, FormLimits limits) {}

    /**
     * The parts of a body.
     *
     * @throws IllegalStateException if a limit is exceeded
     * @throws IOException if the body is no form, or cannot be read
     */
    static List<Part> parse(Source source) throws IOException {
        List<DiskFileItem> items;
        try (InputStream in = source.body.parse()) {
            items = parser(source).parseRequest(new Context(source, in));
        } catch (FileUploadSizeException e) {
            throw new IllegalStateException("the parts are too large or too many", e);
        } catch (RuntimeException e) { // by a file's name with a zero, or nested parts that break off
            throw new IOException("the form cannot be parsed", e);
        }
        requireSmallFields(items, source.limits);
        List<Part> parts = new ArrayList<>();
        items.forEach(item -> parts.add(new FileUploadPart(item, source.settings.location())));
        return List.copyOf(parts);
    }

    private static JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> parser(Source source) {
        DiskFileItemFactory factory = DiskFileItemFactory.builder()
                .setPath(source.settings.location())
                .setThreshold(Math.min(source.settings.element().getFileSizeThreshold(), MAX_IN_MEMORY))
                .get();
        JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> parser = new JakartaServletFileUpload<>(factory);
        parser.setMaxFileSize(source.settings.element().getMaxFileSize());
        parser.setMaxSize(source.settings.element().getMaxRequestSize());
        parser.setMaxFileCount(source.limits.parameters());
        parser.setMaxPartHeaderSize(MAX_PART_HEADER);
        return parser;
    }

    private static void requireSmallFields(List<DiskFileItem> items, FormLimits limits) throws IOException {
        long size = items.stream()
                .filter(DiskFileItem::isFormField)
                .mapToLong(DiskFileItem::getSize)
                .sum();
        if (size > limits.bytes()) {
            for (DiskFileItem item : items) {
                item.delete();
            }
            throw new IllegalStateException("the fields of the form have more than " + limits.bytes() + " bytes");
        }
    }

    private record Context(Source source, InputStream in) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            String encoding = source.request.getCharacterEncoding();
            return encoding == null ? StandardCharsets.UTF_8.name() : encoding;
        }

        @Override
        public Charset getCharset() {
            return Charset.forName(getCharacterEncoding());
        }

        @Override
        public long getContentLength() {
            return source.body.size();
        }

        @Override
        public @Nullable String getContentType() {
            return source.request.getContentType();
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }
}
