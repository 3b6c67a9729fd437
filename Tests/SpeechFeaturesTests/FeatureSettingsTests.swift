import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite("Feature settings and names")
struct FeatureSettingsTests {
    @Test("settings survive JSON and differ where an option differs")
    func roundTrip() throws {
        let settings = FeatureSettings()
        let data = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(FeatureSettings.self, from: data) == settings)
        var other = settings
        other.prosody.voicingThreshold = 0.6
        #expect(other != settings)
        #expect(settings.version == SpeechFeatureSet.version && settings.isCurrent)
    }

    @Test("settings of another version, or that make no extractor, are not current")
    func notCurrent() {
        var settings = FeatureSettings()
        settings.version += 1
        #expect(!settings.isCurrent)
        settings = FeatureSettings()
        settings.mfcc.cepstrumCount = 27
        #expect(!settings.isCurrent)
        settings = FeatureSettings()
        settings.prosody.minimumPitchHertz = .nan
        #expect(!settings.isCurrent)
    }

    @Test("39 and 35 column names in the reference's order", .enabled(if: SharedReference.isPresent))
    func names() throws {
        let data = try Data(contentsOf: SharedReference.url("reference/opensmile/mfcc_names.json"))
        #expect(try JSONSerialization.jsonObject(with: data) as? [String] == SpeechFeatureSet.mfccColumns)
        #expect(try ReferenceClip.json("functionals.json")["names"] as? [String] == SpeechFeatureSet.prosodyColumns)
        #expect(SpeechFeatureSet.mfccColumns.count == 39 && SpeechFeatureSet.prosodyColumns.count == 35)
    }

    @Test("a sweep of the pre-emphasis changes what is computed")
    func optionsAct() {
        var options = MFCCOptions()
        options.preEmphasis = 0
        let samples = Signal.noise(amplitude: 0.3, samples: 4000)
        #expect(MFCCExtractor(options: options).compute(samples) != MFCCExtractor().compute(samples))
    }
}
