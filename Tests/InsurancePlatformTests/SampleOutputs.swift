/// Outputs of the sample case as the platform writes them.
enum SampleOutput {
    /// 1101.
    static let person = [
        #"{"baseinfo":{"psn_no":"43010000000000000000000001","#,
        #""psn_cert_type":"01","certno":"430100199001010000","#,
        #""psn_name":"测试甲","gend":"1","naty":"01","brdy":"1990-01-01","#,
        #""age":36.0,"exp_content":null},"insuinfo":[{"balc":520.35,"#,
        #""insutype":"310","psn_type":"1101","psn_insu_stas":"1","#,
        #""psn_insu_date":"2015-07-01","paus_insu_date":null,"#,
        #""cvlserv_flag":"0","insuplc_admdvs":"430100","emp_name":"示例单位"}],"#,
        #""idetinfo":[]}"#,
    ].joined()

    /// 2201.
    static let registered = [
        #"{"data":{"mdtrt_id":"430100M0000000000001","#,
        #""psn_no":"43010000000000000000000001","#,
        #""ipt_otp_no":"OP202601010001","exp_content":null}}"#,
    ].joined()

    /// 2204.
    static let uploaded = [
        #"{"result":[{"feedetl_sn":"F0001","det_item_fee_sumamt":60.00,"#,
        #""cnt":3.0000,"pric":20.000000,"pric_uplmt_amt":999999,"#,
        #""selfpay_prop":0,"fulamt_ownpay_amt":0.00,"overlmt_amt":0.00,"#,
        #""preselfpay_amt":0.00,"inscp_scp_amt":60.00,"chrgitm_lv":"01","#,
        #""med_chrgitm_type":"09","bas_medn_flag":"0","#,
        #""hi_nego_drug_flag":"0","chld_medc_flag":"0","#,
        #""list_sp_item_flag":"0","lmt_used_flag":"0","drt_reim_flag":null,"#,
        #""memo":null},{"feedetl_sn":"F0002","det_item_fee_sumamt":50.00,"#,
        #""cnt":2.0000,"pric":25.000000,"pric_uplmt_amt":999999,"#,
        #""selfpay_prop":0.1,"fulamt_ownpay_amt":0.00,"overlmt_amt":0.00,"#,
        #""preselfpay_amt":5.00,"inscp_scp_amt":45.00,"chrgitm_lv":"02","#,
        #""med_chrgitm_type":"03","bas_medn_flag":"0","#,
        #""hi_nego_drug_flag":"0","chld_medc_flag":"0","#,
        #""list_sp_item_flag":"0","lmt_used_flag":"0","drt_reim_flag":null,"#,
        #""memo":null},{"feedetl_sn":"F0003","det_item_fee_sumamt":18.50,"#,
        #""cnt":1.0000,"pric":18.500000,"pric_uplmt_amt":999999,"#,
        #""selfpay_prop":1,"fulamt_ownpay_amt":18.50,"overlmt_amt":0.00,"#,
        #""preselfpay_amt":0.00,"inscp_scp_amt":0.00,"chrgitm_lv":"03","#,
        #""med_chrgitm_type":"08","bas_medn_flag":"0","#,
        #""hi_nego_drug_flag":"0","chld_medc_flag":"0","#,
        #""list_sp_item_flag":"0","lmt_used_flag":"0","drt_reim_flag":null,"#,
        #""memo":null}]}"#,
    ].joined()

    /// 2207A, its message number `Sample.settleNumber`.
    static let settled = [
        #"{"setlinfo":{"mdtrt_id":"430100M0000000000001","#,
        #""setl_id":"430100S0000000000001","#,
        #""psn_no":"43010000000000000000000001","psn_name":"测试甲","#,
        #""psn_cert_type":"01","certno":"430100199001010000","gend":"1","#,
        #""naty":"01","brdy":"1990-01-01","age":36.0,"insutype":"310","#,
        #""psn_type":"1101","cvlserv_flag":"0","#,
        #""setl_time":"2026-01-01 08:00:01","mdtrt_cert_type":"02","#,
        #""med_type":"11","medfee_sumamt":128.50,"fulamt_ownpay_amt":18.50,"#,
        #""overlmt_selfpay":0.00,"preselfpay_amt":5.00,"#,
        #""inscp_scp_amt":105.00,"act_pay_dedc":0.00,"hifp_pay":73.50,"#,
        #""pool_prop_selfpay":0.7,"cvlserv_pay":0.00,"hifes_pay":0.00,"#,
        #""hifmi_pay":0.00,"hifob_pay":0.00,"maf_pay":0.00,"oth_pay":0.00,"#,
        #""fund_pay_sumamt":73.50,"psn_part_amt":55.00,"acct_pay":36.50,"#,
        #""psn_cash_pay":18.50,"hosp_part_amt":0.00,"balc":483.85,"#,
        #""acct_mulaid_pay":0.00,"#,
        #""medins_setl_id":"H43010000001202601010800000001","#,
        #""clr_optins":"430100","clr_way":"1","clr_type":"11"},"#,
        #""setldetail":[{"fund_pay_type":"310101","inscp_scp_amt":105.00,"#,
        #""crt_payb_lmt_amt":0.00,"fund_payamt":73.50,"#,
        #""fund_pay_type_name":"基本医疗统筹基金","setl_proc_info":""},"#,
        #"{"fund_pay_type":"310201","inscp_scp_amt":0.00,"#,
        #""crt_payb_lmt_amt":0.00,"fund_payamt":36.50,"#,
        #""fund_pay_type_name":"个人账户","setl_proc_info":""}]}"#,
    ].joined()

    /// 2208.
    static let cancelled = [
        #"{"setlinfo":{"mdtrt_id":"430100M0000000000001","#,
        #""setl_id":"430100S0000000000002","clr_optins":"430100","#,
        #""setl_time":"2026-01-01 09:30:01","medfee_sumamt":-128.50,"#,
        #""fulamt_ownpay_amt":-18.50,"overlmt_selfpay":0.00,"#,
        #""preselfpay_amt":-5.00,"inscp_scp_amt":-105.00,"#,
        #""act_pay_dedc":0.00,"hifp_pay":-73.50,"pool_prop_selfpay":0.7,"#,
        #""cvlserv_pay":0.00,"hifes_pay":0.00,"hifmi_pay":0.00,"#,
        #""hifob_pay":0.00,"maf_pay":0.00,"oth_pay":0.00,"#,
        #""fund_pay_sumamt":-73.50,"psn_part_amt":null,"acct_pay":-36.50,"#,
        #""psn_cash_pay":-18.50,"balc":520.35,"acct_mulaid_pay":null,"#,
        #""hosp_part_amt":null,"#,
        #""medins_setl_id":"H43010000001202601010930000002"},"#,
        #""setldetail":[{"fund_pay_type":"310101","inscp_scp_amt":-105.00,"#,
        #""crt_payb_lmt_amt":0.00,"fund_payamt":-73.50,"#,
        #""fund_pay_type_name":"基本医疗统筹基金","setl_proc_info":""},"#,
        #"{"fund_pay_type":"310201","inscp_scp_amt":0.00,"#,
        #""crt_payb_lmt_amt":0.00,"fund_payamt":-36.50,"#,
        #""fund_pay_type_name":"个人账户","setl_proc_info":""}]}"#,
    ].joined()

    /// 5204: the first line settled, the others open.
    static let lines = [
        #"[{"mdtrt_id":"430100M0000000000001","#,
        #""setl_id":"430100S0000000000001","feedetl_sn":"F0001"},"#,
        #"{"mdtrt_id":"430100M0000000000001","setl_id":null,"#,
        #""feedetl_sn":"F0002"},{"mdtrt_id":"430100M0000000000001","#,
        #""setl_id":"","feedetl_sn":"F0003"}]"#,
    ].joined()

    /// 5203: the settlement under its renamed keys, without a hospital share.
    static let queried = [
        #"{"setldetail":[{"crt_payb_lmt_amt":0.00,"fund_pay_type":"310101","#,
        #""fund_pay_type_name":"基本医疗统筹基金","fund_payamt":73.50,"#,
        #""inscp_scp_amt":105.00,"setl_proc_info":""},"#,
        #"{"crt_payb_lmt_amt":0.00,"fund_pay_type":"310201","#,
        #""fund_pay_type_name":"个人账户","fund_payamt":36.50,"#,
        #""inscp_scp_amt":0.00,"setl_proc_info":""}],"#,
        #""setlinfo":{"acct_mulaid_pay":0.00,"acct_pay":36.50,"#,
        #""act_pay_dedc":0.00,"age":36.0,"balc":483.85,"brdy":"1990-01-01","#,
        #""cash_payamt":18.50,"certno":"430100199001010000","#,
        #""clr_optins":"430100","clr_type":"11","clr_way":"1","#,
        #""cvlserv_flag":"0","cvlserv_pay":0.00,"fulamt_ownpay_amt":18.50,"#,
        #""fund_pay_sumamt":73.50,"gend":"1","hifes_pay":0.00,"#,
        #""hifmi_pay":0.00,"hifob_pay":0.00,"hifp_pay":73.50,"#,
        #""inscp_scp_amt":105.00,"insutype":"310","maf_pay":0.00,"#,
        #""mdtrt_cert_type":"02","mdtrt_id":"430100M0000000000001","#,
        #""med_type":"11","medfee_sumamt":128.50,"#,
        #""medins_setl_id":"H43010000001202601010800000001","naty":"01","#,
        #""oth_pay":0.00,"overlmt_selfpay":0.00,"pool_prop_selfpay":0.7,"#,
        #""preselfpay_amt":5.00,"psn_cert_type":"01","psn_name":"测试甲","#,
        #""psn_no":"43010000000000000000000001","psn_pay":55.00,"#,
        #""psn_type":"1101","refd_setl_flag":"0","#,
        #""setl_id":"430100S0000000000001","#,
        #""setl_time":"2026-01-01 08:00:01"}}"#,
    ].joined()
}
