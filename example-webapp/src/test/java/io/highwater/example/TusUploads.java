package io.highwater.example;

import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusExecutor;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.Map;
import java.util.function.Consumer;

/** The README's way to upload with tus-java-client, compiled here and run by {@link ReadmeClientsIT}. */
record TusUploads(URL uploads, Consumer<Long> progress, Consumer<URL> finished) {

    void send(File file) throws ProtocolException, IOException {
        // README
        TusClient client = new TusClient();
        client.setUploadCreationURL(uploads); // such as https://example.org/uploads
        client.enableResuming(new TusURLMemoryStore()); // or yours, to go on after a restart
        TusUpload upload = new TusUpload(file);
        upload.setMetadata(Map.of("filename", file.getName()));
        TusExecutor executor = new TusExecutor() {
            @Override
            protected void makeAttempt() throws ProtocolException, IOException {
                TusUploader uploader = client.resumeOrCreateUpload(upload);
                while (uploader.uploadChunk() >= 0) {
                    progress.accept(uploader.getOffset());
                }
                uploader.finish();
                finished.accept(uploader.getUploadURL());
            }
        };
        executor.makeAttempts(); // tries again when the line breaks
        // end
    }
}
