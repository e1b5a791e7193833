package io.highwater.example;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that become init-params of the upload servlet and of the filter, under the same names. These check them
 * and have the defaults.
 */
final class UploadOptions {

    @Option(
            names = "--data-dir",
            defaultValue = "./data",
            description = "where uploads are kept (default: ${DEFAULT-VALUE})")
    private String dataDir = "";

    @Option(names = "--min-free-space", description = "what is kept free of the disk, such as 1GiB")
    private @Nullable String minFreeSpace;

    @Option(names = "--durability", description = "what acknowledged offsets outlive: disk, a power cut; os, a crash")
    private @Nullable String durability;

    @Option(names = "--chunk-size", description = "bytes a client is advised to send at once, such as 5MiB")
    private @Nullable String chunkSize;

    @Option(names = "--max-size", description = "the largest upload, such as 10GiB")
    private @Nullable String maxSize;

    @Option(names = "--min-append-size", description = "the smallest body but the last, such as 64KiB")
    private @Nullable String minAppendSize;

    @Option(names = "--max-append-size", description = "the largest body of one request, such as 100MiB")
    private @Nullable String maxAppendSize;

    @Option(names = "--expire-after", description = "when unfinished uploads are given up, such as 7d; or never")
    private @Nullable String expireAfter;

    @Option(names = "--max-active-appends", description = "how many uploads may be sent bytes at a time, such as 8192")
    private @Nullable String maxActiveAppends;

    @Option(names = "--min-body-rate", description = "bytes a second that a body has to bring, such as 256; or none")
    private @Nullable String minBodyRate;

    @Option(names = "--body-rate-window", description = "the time over which that is taken, such as 60s")
    private @Nullable String bodyRateWindow;

    @Option(names = "--shutdown-grace", description = "how long bodies may take to be answered at the end, such as 4s")
    private @Nullable String shutdownGrace;

    @Option(
            names = "--max-open-uploads-per-owner",
            description = "how many unfinished uploads one principal or address may have, such as 100")
    private @Nullable String maxOpenUploadsPerOwner;

    @Option(
            names = "--max-creations-per-minute",
            description = "how many uploads one principal or address may create in a minute, such as 60")
    private @Nullable String maxCreationsPerMinute;

    @Option(
            names = "--cors-origins",
            description = "the origins whose pages may use the uploads, such as http://localhost:3000")
    private @Nullable String corsOrigins;

    Map<String, String> ofServlet() {
        Map<String, String> params = ofFilter();
        params.put("downloads", "true");
        return params;
    }

    Map<String, String> ofFilter() {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("data-dir", dataDir);
        put(params, "min-free-space", minFreeSpace);
        put(params, "durability", durability);
        put(params, "chunk-size", chunkSize);
        put(params, "max-size", maxSize);
        put(params, "min-append-size", minAppendSize);
        put(params, "max-append-size", maxAppendSize);
        put(params, "expire-after", expireAfter);
        put(params, "max-active-appends", maxActiveAppends);
        put(params, "max-open-uploads-per-owner", maxOpenUploadsPerOwner);
        put(params, "max-creations-per-minute", maxCreationsPerMinute);
        put(params, "min-body-rate", minBodyRate);
        put(params, "body-rate-window", bodyRateWindow);
        put(params, "shutdown-grace", shutdownGrace);
        put(params, "cors-origins", corsOrigins);
        return params;
    }

    private static void put(Map<String, String> params, String name, @Nullable String value) {
        if (value != null) {
            params.put(name, value);
        }
    }
}
