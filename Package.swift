// swift-tools-version: 6.1
import PackageDescription

// One list of settings for every target.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let server: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

/// A layer under `Sources/`.
///
/// The order of the layers below is the order of the architecture: a layer may only name layers that stand above it in
/// this file.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a layer, with the shared builders.
func tests(
    _ layer: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: "\(layer)Tests", dependencies: [.byName(name: layer), "TestSupport"] + dependencies, exclude: exclude,
        resources: resources, swiftSettings: settings)
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSampleRate", pkgConfig: "samplerate", providers: [.apt(["libsamplerate0-dev"])]),
    // Not a system library target: pkg-config would also link the audio device library, which nothing here needs.
    .target(name: "CPocketSphinx"),
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
]

let layers: [Target] = [
    layer("Corpus", [.product(name: "Yams", package: "Yams")]),
    layer("TOML"),
    layer("AudioIO", ["CSndFile", "CSampleRate"]),
    layer("TextTokens", [crypto]),
    // Optimised in debug builds too: 16 numbers at a time are slow where the compiler does not know them as such.
    // Without errno a square root is one instruction, for 16 numbers at a time (measured: 1.1 in place of 17.7 ns).
    .target(
        name: "SpeechFeatures",
        swiftSettings: settings + [
            .unsafeFlags(["-Xcc", "-fno-math-errno"]), .unsafeFlags(["-O"], .when(configuration: .debug)),
        ]),
    layer("LocalRecogniser", ["AudioIO", "CPocketSphinx", crypto]),
    // Optimised in debug builds too: alignments and bootstraps are loops over millions.
    .target(
        name: "ErrorRate", swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    layer("ErrorAnalysis", ["Corpus", "ErrorRate"]),
    layer("Agreement", ["Corpus", "ErrorRate"]),
    layer("TranscriptCache", [grdb, crypto]),
    layer("SpeechToText", ["Corpus", "TOML", "TranscriptCache", "CCurl", "CSpawn", crypto, cryptoExtras]),
    // Optimised in debug builds too: the tests that train would take minutes otherwise (measured: 80 times as long).
    .target(
        name: "Kernels", dependencies: ["CDNNL"],
        swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    layer("Models", ["Kernels", crypto]),
    layer("Training", ["Models", "Corpus", "TextTokens"]),
    layer("Report"),
    layer("Export", ["Corpus", "ErrorRate", crypto]),
    layer(
        "Annotation",
        [
            "Corpus", "AudioIO", "SpeechFeatures", "TextTokens", "SpeechToText", "TranscriptCache", "Models",
            "Training", "Export",
        ]),
    // Optimised in debug builds too: bootstraps draw 10,000 times (measured: 40 seconds of tests in place of 3).
    .target(
        name: "Experiments", dependencies: ["Training", "Models", "Corpus", "TextTokens", "ErrorRate", crypto],
        swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    layer("RecogniserServer", ["LocalRecogniser", "AudioIO"] + server),
    .executableTarget(
        name: "emoscribe",
        dependencies: [
            "Corpus", "AudioIO", "TextTokens", "SpeechFeatures", "LocalRecogniser", "ErrorRate", "ErrorAnalysis",
            "Agreement", "TranscriptCache", "SpeechToText", "Models", "Training", "Report", "Export", "Annotation",
            "Experiments", "RecogniserServer", argumentParser,
        ],
        swiftSettings: settings),
]

let testTargets: [Target] = [
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .systemLibrary(name: "CMalloc", path: "Tests/CMalloc"),
    tests("Corpus", exclude: ["Golden"]),
    tests("TOML", exclude: ["Golden"]),
    tests("AudioIO", ["CSndFile"]),
    tests("TextTokens", [crypto], exclude: ["Golden"]),
    tests("SpeechFeatures"),
    tests("LocalRecogniser", ["AudioIO"]),
    tests("ErrorRate", exclude: ["Golden"]),
    tests("ErrorAnalysis", ["Corpus", "ErrorRate"]),
    tests("Agreement", ["Corpus", "ErrorRate"], exclude: ["Golden"]),
    tests("TranscriptCache", [grdb]),
    tests("SpeechToText", ["CCurl", "TranscriptCache", crypto, cryptoExtras]),
    tests("Kernels"),
    tests("Models", ["Kernels", "CMalloc"], exclude: ["Golden"]),
    tests("Training", ["Models", "Corpus", "TextTokens"], exclude: ["Golden"]),
    tests("Report", exclude: ["Golden"]),
    tests("Export", ["Corpus", "ErrorAnalysis", "ErrorRate"], exclude: ["Golden"]),
    tests(
        "Annotation",
        [
            "AudioIO", "Corpus", "Export", "Models", "SpeechFeatures", "SpeechToText", "TextTokens", "TranscriptCache",
            "Training",
        ]),
    tests("Experiments", ["Training", "Models", "Corpus", "ErrorRate"], exclude: ["Golden"]),
    tests(
        "emoscribe", ["AudioIO", "Corpus", "ErrorRate", "ErrorAnalysis", "Models", "Training", "TranscriptCache"]),
    tests("RecogniserServer", ["LocalRecogniser", "AudioIO"] + server),
]

let package = Package(
    name: "emoscribe",
    products: [
        .executable(name: "emoscribe", targets: ["emoscribe"]),
        // What `Benchmarks/` measures.
        .library(name: "AudioIO", targets: ["AudioIO"]),
        .library(name: "ErrorRate", targets: ["ErrorRate"]),
        .library(name: "Models", targets: ["Models"]),
        .library(name: "SpeechFeatures", targets: ["SpeechFeatures"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // What the server's code names beside Hummingbird itself; all of it comes with Hummingbird.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: systemLibraries + layers + testTargets
)
