// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that a build of the tool builds none of it.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "emoscribe-benchmarks",
    dependencies: [.package(name: "emoscribe", path: "..")],
    targets: [
        .executableTarget(
            name: "FeaturesBenchmark",
            dependencies: [
                .product(name: "AudioIO", package: "emoscribe"),
                .product(name: "SpeechFeatures", package: "emoscribe"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "WerBenchmark", dependencies: [.product(name: "ErrorRate", package: "emoscribe")],
            swiftSettings: settings),
        .executableTarget(
            name: "TrainingBenchmark", dependencies: [.product(name: "Models", package: "emoscribe")],
            swiftSettings: settings),
        // The ceiling of the training benchmark, by oneDNN alone.
        .executableTarget(
            name: "SgemmPeak", linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
        // The endpoint of the transcribe benchmark, in C so that it takes next to nothing of the processor beside the clients.
        .executableTarget(name: "TranscribeBenchmark"),
    ]
)
