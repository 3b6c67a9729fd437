import Foundation
public import Testing

extension Trait where Self == ConditionTrait {
    /// A test that takes seconds: left out of the quick set, which `Scripts/test --quick` runs.
    public static var slow: Self {
        .enabled(
            if: ProcessInfo.processInfo.environment["EMOSCRIBE_QUICK_TESTS"] == nil, "slow, not of the quick set")
    }
}
