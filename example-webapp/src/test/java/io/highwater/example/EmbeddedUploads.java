package io.highwater.example;

import io.highwater.engine.CompletedUpload;
import io.highwater.engine.UploadEngine;
import io.highwater.engine.UploadListener;
import io.highwater.servlet.ResumableUploadServlet;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** The README's way to embed the servlet, compiled and run by {@link ReadmeTest}. */
final class EmbeddedUploads {

    private EmbeddedUploads() {}

    /** Puts uploads into {@code context}, and finished ones into {@code inbox}. */
    static UploadEngine into(ServletContextHandler context, Path dataDir, Path inbox) throws IOException {
        // README
        UploadEngine engine = UploadEngine.builder(FileUploadStore.open(dataDir))
                .listener(new UploadListener() {
                    @Override
                    public void completed(CompletedUpload event) throws IOException {
                        event.content().moveTo(inbox.resolve(event.upload().id().value()));
                    }
                })
                .build();
        ServletHolder uploads = new ServletHolder(
                ResumableUploadServlet.builder().engine(engine).build());
        uploads.setAsyncSupported(true);
        context.addServlet(uploads, "/uploads/*");
        // end
        return engine;
    }
}
