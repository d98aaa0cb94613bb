/// One encounter of a patient with a department, to which charge lines belong.
package struct Visit: Sendable, Hashable {
    package var id: String
    package var patientID: String
    package var department: String
    package var departmentCode: String
    package var doctor: String
    package var doctorCode: String
    /// The insurer's medical category (`11` ordinary outpatient, `13` emergency, `14…` chronic).
    package var medicalType: String
    /// 1, 2 or 3.
    package var hospitalLevel: Int
    package var diagnoses: [Diagnosis]
    /// The registered chronic disease that the visit is charged under, where there is one.
    package var disease: Diagnosis?
    /// When the visit took place, China time `yyyy-MM-dd HH:mm:ss`.
    package var at: String

    /// A diagnosis by its national code.
    package struct Diagnosis: Sendable, Hashable, Codable {
        package var code: String
        package var name: String

        package init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    package init(
        id: String,
        patientID: String,
        department: String = "",
        departmentCode: String = "",
        doctor: String = "",
        doctorCode: String = "",
        medicalType: String,
        hospitalLevel: Int = 3,
        diagnoses: [Diagnosis] = [],
        disease: Diagnosis? = nil,
        at: String
    ) {
        self.id = id
        self.patientID = patientID
        self.department = department
        self.departmentCode = departmentCode
        self.doctor = doctor
        self.doctorCode = doctorCode
        self.medicalType = medicalType
        self.hospitalLevel = hospitalLevel
        self.diagnoses = diagnoses
        self.disease = disease
        self.at = at
    }
}
